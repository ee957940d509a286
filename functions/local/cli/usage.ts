import { parseArgs } from 'node:util'

export const USAGE = `Usage: npm run ask -- "question" [--docs PATH|URL]… [--mode fast|deep] [--json]

  --docs PATH|URL   ingest a file, a folder or a page first; may be given several times
  --mode MODE       fast or deep (default: chosen from the question)
  --json            print the whole answer as JSON instead of streaming it
  --help            this text

Joins the server that runs in the state folder, or starts one for the time of the command.`

export type Ask = { question: string | null; docs: string[]; mode: 'auto' | 'fast' | 'deep'; json: boolean }

export type Usage = ({ kind: 'ask' } & Ask) | { kind: 'help' } | { kind: 'wrong'; message: string }

const OPTIONS = {
  docs: { type: 'string', multiple: true },
  mode: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

export function parseUsage(words: readonly string[]): Usage {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
    if (values.help) return { kind: 'help' }
    const mode = values.mode ?? 'auto'
    if (mode !== 'auto' && mode !== 'fast' && mode !== 'deep') {
      return { kind: 'wrong', message: `--mode: "${mode}" is not one of fast, deep` }
    }
    const docs = values.docs ?? []
    const question = positionals.join(' ').trim() || null
    if (question === null && docs.length === 0) return { kind: 'wrong', message: 'A question is missing.' }
    return { kind: 'ask', question, docs, mode, json: values.json ?? false }
  } catch (thrown) {
    return { kind: 'wrong', message: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
