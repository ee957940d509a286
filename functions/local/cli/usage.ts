import { parseArgs } from 'node:util'
import { INGEST_OPTIONS, type Ingested, parseIngest } from './ingest-usage.ts'
import { isKeyCommand, KEY_OPTIONS, type KeyCommand, parseKeyCommand } from './key-usage.ts'

export const USAGE = `Usage: npm run ask -- "question" [--docs PATH|URL]… [--mode fast|deep] [--json]
       npm run ingest -- PATH|URL…         ingest files, folders and pages
       npm run ingest -- --site URL [--depth 2] [--max-pages 1000]
                                          ingest a site; the same again goes on where it was interrupted,
                                          or asks its pages whether they have changed
       npm run ask -- doctor              what is configured, what is reachable, what is missing
       npm run ask -- docs [list]         the documents
       npm run ask -- docs remove ID…     remove documents
       npm run ask -- purge WHAT          make unreadable: an answer's id, a page's URL with all answers
                                          made of it, a host's name, or a document's id

       npm run ask -- keys [list]         the API keys
       npm run ask -- keys create NAME --tenant TENANT [--user USER] [--scopes read,write] [--expires DAYS]
                                [--requests-per-minute N] [--requests-per-day N] [--streams N]
                                [--usd-per-day N] [--gpu-seconds-per-day N]
       npm run ask -- keys rotate ID [--overlap HOURS] · keys revoke ID
       npm run ask -- keys … --table TABLE  the keys of an installation on AWS, by its app table

  --docs PATH|URL   ingest a file, a folder or a page first; may be given several times
  --mode MODE       fast or deep (default: chosen from the question)
  --depth N         links away from the start page, 0 to 10; sitemaps and feeds count as one
  --max-pages N     pages asked for at most, 1 to 100000
  --json            print JSON instead of text
  --help            this text

Joins the server that runs in the state folder, or starts one for the time of the command.`

export type Ask = { question: string | null; docs: string[]; mode: 'auto' | 'fast' | 'deep'; json: boolean }

/** Exactly one, as `POST /v1/cache/purge` takes it. */
export type Purged = { answer: string } | { document: string } | { url: string } | { host: string }

export type Usage =
  | ({ kind: 'ask' } & Ask)
  | ({ kind: 'ingest' } & Ingested)
  | { kind: 'doctor' }
  | { kind: 'list-documents'; json: boolean }
  | { kind: 'remove-documents'; ids: string[] }
  | { kind: 'purge'; what: Purged }
  | { kind: 'keys'; command: KeyCommand }
  | { kind: 'help' }
  | { kind: 'wrong'; message: string }

const OPTIONS = {
  docs: { type: 'string', multiple: true },
  mode: { type: 'string' },
  ...KEY_OPTIONS,
  ...INGEST_OPTIONS,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const

/** A first word that is a command's name alone is the command; a question has more words or other ones. */
export function parseUsage(words: readonly string[]): Usage {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
    if (values.help) return { kind: 'help' }
    const json = values.json ?? false
    if (isKeyCommand(positionals)) return { kind: 'keys', command: parseKeyCommand(positionals, values) }
    const [command, ...docs] = positionals
    if (command === 'ingest') return { kind: 'ingest', ...parseIngest(docs, values) }
    return parseCommand(positionals, json) ?? parseAsk(positionals, { ...values, json })
  } catch (thrown) {
    return { kind: 'wrong', message: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}

function parseCommand([command, ...rest]: readonly string[], json: boolean): Usage | undefined {
  const [first, ...others] = rest
  if (command === 'doctor' && first === undefined) return { kind: 'doctor' }
  if (command === 'docs' && (first === undefined || first === 'list')) return { kind: 'list-documents', json }
  if (command === 'docs' && first === 'remove') {
    if (others.length > 0) return { kind: 'remove-documents', ids: others }
    return { kind: 'wrong', message: 'docs remove: name the ids of the documents; "docs" lists them' }
  }
  if (command !== 'purge') return undefined
  const what = first === undefined || others.length > 0 ? undefined : toPurged(first)
  if (what) return { kind: 'purge', what }
  return {
    kind: 'wrong',
    message:
      'purge: name one answer (ans_ZmYv…), page (https://…), host (example.org) or document (doc_1a2b…)',
  }
}

function toPurged(word: string): Purged | undefined {
  if (word.startsWith('ans_')) return { answer: word }
  if (word.startsWith('doc_')) return { document: word }
  if (/^https?:\/\//.test(word)) return { url: word }
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/i.test(word) ? { host: word } : undefined
}

function parseAsk(
  positionals: readonly string[],
  values: { docs?: string[]; mode?: string; json: boolean },
): Usage {
  const { docs = [], mode = 'auto', json } = values
  if (mode !== 'auto' && mode !== 'fast' && mode !== 'deep') {
    return { kind: 'wrong', message: `--mode: "${mode}" is not one of fast, deep` }
  }
  const question = positionals.join(' ').trim() || null
  if (question === null && docs.length === 0) return { kind: 'wrong', message: 'A question is missing.' }
  return { kind: 'ask', question, docs, mode, json }
}
