import { readSettings } from '../../shared/config/env.ts'
import { toIngotError } from '../../shared/errors.ts'
import { askQuestion } from './cli/ask-question.ts'
import { connect } from './cli/connect.ts'
import { ingestPaths } from './cli/ingest-paths.ts'
import { createTerminal } from './cli/terminal.ts'
import { parseUsage, USAGE } from './cli/usage.ts'

/** Exit codes: 0 done, 1 the question could not be answered, 2 wrong use or settings, 130 interrupted. */
async function main(): Promise<number> {
  const terminal = createTerminal(process.stdout, process.stderr, readSettings().color)
  const usage = parseUsage(process.argv.slice(2))
  if (usage.kind === 'help') {
    terminal.out(USAGE)
    return 0
  }
  if (usage.kind === 'wrong') {
    terminal.note(`${usage.message}\n\n${USAGE}`)
    return 2
  }

  const interrupted = new AbortController()
  process.once('SIGINT', () => {
    interrupted.abort()
    // A second Ctrl-C does not wait.
    process.once('SIGINT', () => process.exit(130))
  })
  const server = await connect(readSettings())
  try {
    const options = { server, terminal, signal: interrupted.signal }
    await ingestPaths(usage.docs, options)
    if (usage.question === null) return 0
    return (await askQuestion({ ...usage, question: usage.question }, options)) ? 0 : 1
  } catch (thrown) {
    if (interrupted.signal.aborted) return 130
    throw thrown
  } finally {
    await server.close()
  }
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    const error = toIngotError(thrown)
    const causes = error.cause instanceof Error ? `: ${error.cause.message}` : ''
    console.error(error.code === 'internal' ? `${error.message}${causes}` : error.message)
    process.exit(error.code === 'invalid_setting' ? 2 : 1)
  },
)
