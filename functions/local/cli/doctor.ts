import { Ready } from '../../../shared/api/health.ts'
import type { Settings } from '../../../shared/config/env.ts'
import { type Check, diagnose } from '../../../shared/runtime/diagnose.ts'
import type { Connection } from './connect.ts'
import { listDocuments } from './list-documents.ts'
import type { Terminal } from './terminal.ts'

const SIGNS: Record<Check['state'], string> = { ok: '✓', missing: '–', failed: '✗' }

/** What is configured, what is reachable, what is missing. False when something that is configured fails. */
export async function runDoctor(
  settings: Settings,
  { server, terminal, signal }: { server: Connection; terminal: Terminal; signal: AbortSignal },
): Promise<boolean> {
  const checks = [
    { name: 'server', state: 'ok' as const, detail: server.address },
    { name: 'state folder', state: 'ok' as const, detail: settings.stateDir },
    await checkStore(server, signal),
    await countDocuments(server, signal),
    ...(await diagnose(settings)),
  ]
  const width = Math.max(...checks.map(({ name }) => name.length))
  for (const { name, state, detail } of checks) {
    terminal.out(`${SIGNS[state]} ${name.padEnd(width)}  ${terminal.dim(detail)}`)
  }
  return checks.every(({ state }) => state !== 'failed')
}

async function checkStore(server: Connection, signal: AbortSignal): Promise<Check> {
  const response = await fetch(`${server.address}/health/ready`, { signal })
  const { dependencies } = Ready.parse(await response.json())
  const isWell = dependencies['store'] === 'ok'
  return { name: 'store', state: isWell ? 'ok' : 'failed', detail: isWell ? 'answers' : 'does not answer' }
}

async function countDocuments(server: Connection, signal: AbortSignal): Promise<Check> {
  let count = 0
  for await (const _ of listDocuments({ server, signal })) count += 1
  const detail = count === 0 ? 'none; put some in with --docs PATH' : `${count}`
  return { name: 'documents', state: count === 0 ? 'missing' : 'ok', detail }
}
