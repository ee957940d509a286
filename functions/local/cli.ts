import { PurgeResponse } from '../../shared/api/purge.ts'
import { readSettings } from '../../shared/config/env.ts'
import { toIngotError } from '../../shared/errors.ts'
import { askQuestion } from './cli/ask-question.ts'
import { type Connection, connect } from './cli/connect.ts'
import { runDoctor } from './cli/doctor.ts'
import { ingestPaths } from './cli/ingest-paths.ts'
import { ingestSite } from './cli/ingest-site.ts'
import { manageKeys } from './cli/keys.ts'
import { removeDocuments, showDocuments } from './cli/list-documents.ts'
import { request } from './cli/request.ts'
import { connectToTable } from './cli/table-keys.ts'
import { createTerminal, type Terminal } from './cli/terminal.ts'
import { type Ask, type Purged, parseUsage, USAGE, type Usage } from './cli/usage.ts'

/** Exit codes: 0 done, 1 not answered or a path named gave nothing, 2 wrong use or settings, 130 interrupted. */
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
  const onAws = usage.kind === 'keys' ? usage.command.table : null
  const server = onAws === null ? await connect(readSettings()) : connectToTable(onAws)
  try {
    const options = { server, terminal, signal: interrupted.signal }
    return (await run(usage, options)) ? 0 : 1
  } catch (thrown) {
    if (interrupted.signal.aborted) return 130
    throw thrown
  } finally {
    await server.close()
  }
}

type Command = Exclude<Usage, { kind: 'help' | 'wrong' }>

/** False when what was asked for could not be done. */
async function run(
  usage: Command,
  options: { server: Connection; terminal: Terminal; signal: AbortSignal },
): Promise<boolean> {
  switch (usage.kind) {
    case 'doctor':
      return runDoctor(readSettings(), options)
    case 'list-documents':
      await showDocuments({ ...options, json: usage.json })
      return true
    case 'remove-documents':
      return removeDocuments(usage.ids, options)
    case 'purge':
      await purge(usage.what, options)
      return true
    case 'keys':
      await manageKeys(usage.command, options)
      return true
    case 'ingest':
      return usage.site
        ? ingestSite(usage.site, { ...options, settings: readSettings() })
        : ingestPaths(usage.docs, options)
    case 'ask':
      return ingestAndAsk(usage, options)
  }
}

async function ingestAndAsk({ question, ...ask }: Ask, options: Parameters<typeof run>[1]): Promise<boolean> {
  const isIngested = await ingestPaths(ask.docs, options)
  if (question === null) return isIngested
  return (await askQuestion({ ...ask, question }, options)) && isIngested
}

async function purge(what: Purged, { server, terminal, signal }: Parameters<typeof run>[1]): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const init = { method: 'POST', headers, body: JSON.stringify(what), signal }
  const response = await request(server, '/v1/cache/purge', init)
  const { answers, items } = PurgeResponse.parse(await response.json())
  const [name] = Object.values(what)
  const copies = items === 0 ? '' : `, ${items} stored searches, pages and source synopses removed`
  terminal.note(`${name}: ${answers} ${answers === 1 ? 'answer' : 'answers'} purged${copies}`)
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
