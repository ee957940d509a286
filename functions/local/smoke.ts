import { text } from 'node:stream/consumers'
import { runSteps } from './smoke/run-steps.ts'
import { createSite } from './smoke/site.ts'
import { SMOKE_STEPS } from './smoke/steps.ts'
import { tableOf } from './smoke/table.ts'
import { parseSmokeUsage, SMOKE_USAGE } from './smoke/usage.ts'

/** Exit codes: 0 all passed, 1 something failed, 2 wrong use. */
async function main(): Promise<number> {
  const usage = parseSmokeUsage(process.argv.slice(2))
  if (usage.kind === 'help') {
    console.log(SMOKE_USAGE)
    return 0
  }
  if (usage.kind === 'wrong') {
    console.error(`${usage.message}\n\n${SMOKE_USAGE}`)
    return 2
  }
  const { address, question, timeoutMs } = usage
  const key = usage.key === '-' ? (await text(process.stdin)).trim() : usage.key
  const site = createSite({ address, key })
  console.log(`${address}: ${SMOKE_STEPS.length} checks, each within ${timeoutMs / 1_000} s`)
  const results = await runSteps(SMOKE_STEPS, { site, question, timeoutMs })
  console.log(tableOf(results))
  return results.some(({ outcome }) => outcome === 'failed') ? 1 : 0
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(thrown)
    process.exit(1)
  },
)
