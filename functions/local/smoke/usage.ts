import { parseArgs } from 'node:util'

export const SMOKE_USAGE = `Usage: npm run smoke -- URL [--key KEY] [--question TEXT] [--timeout 60]

Asks a running Ingot what an app asks of it, and tells what works and what does not.

  URL               where it is, e.g. the output ApiUrl of the deployment
  --key KEY         an API key or a token; "-" reads it from standard input
  --question TEXT   what to search for and to ask (default: about the tides); it is asked once of the model,
                    unless the answer is in the cache already
  --timeout N       seconds that each check may take (default: 60)
  --help            this text

Exit codes: 0 all passed, 1 something failed, 2 wrong use.`

const QUESTION = 'What causes the tides of the sea?'
const TIMEOUT_S = 60

export type SmokeUsage =
  | { kind: 'check'; address: string; key: string | undefined; question: string; timeoutMs: number }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string }

const OPTIONS = {
  key: { type: 'string' },
  question: { type: 'string' },
  timeout: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

export function parseSmokeUsage(words: readonly string[]): SmokeUsage {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
    if (values.help) return { kind: 'help' }
    const [given, ...others] = positionals
    if (given === undefined || others.length > 0) throw new Error('Name one URL.')
    const { key, question = QUESTION, timeout = String(TIMEOUT_S) } = values
    const timeoutMs = Number(timeout) * 1_000
    if (!(timeoutMs > 0 && timeoutMs <= 600_000)) {
      throw new Error(`--timeout: "${timeout}" is no number of seconds between 0 and 600`)
    }
    return { kind: 'check', address: addressOf(given), key, question, timeoutMs }
  } catch (thrown) {
    return { kind: 'wrong', message: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

/** Without a last slash. API Gateway's own addresses end in the stage: `https://….amazonaws.com/prod`. */
function addressOf(given: string): string {
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error(`"${given}" is no http or https URL`)
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new Error(`"${given}": only scheme, host, port and path are taken`)
  }
  return url.href.replace(/\/+$/, '')
}
