import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDynamoAnswerLog } from '../../shared/adapters/dynamodb/answer-log.ts'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { startLocalStore } from '../../shared/adapters/dynamodb/local-store.ts'
import { createTables } from '../../shared/adapters/dynamodb/tables.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { startTestStore } from '../support/local-store.ts'

let directory: string
const children: ChildProcess[] = []
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'ingot-store-'))
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await rm(directory, { recursive: true })
})

/** `npm run store` as a process of its own. */
async function spawnStore(environment: Record<string, string>) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'functions/local/store.ts'], {
    env: { ...process.env, INGOT_STATE_DIR: directory, INGOT_STORE_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  let stderr = ''
  child.stderr.on('data', (text) => {
    stderr += text
  })
  const [line] = (await Promise.race([once(createInterface(child.stdout), 'line'), exited])) as [unknown]
  return { child, exited, line: String(line), stderr: () => stderr }
}
const endpointIn = (line: string) => /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0] ?? 'none'

describe('the local store', () => {
  it('makes its tables once, also when two do it at the same time', async () => {
    const { endpoint, close } = await startLocalStore({ path: null, port: 0 })
    const clients = [createDynamoClient({ endpoint }), createDynamoClient({ endpoint })]
    await Promise.all(clients.map(createTables))
    await createTables(clients[0]!)
    const { TableNames } = await clients[0]!.send(new ListTablesCommand({}))
    expect(TableNames).toEqual(['ingot-app', 'ingot-cache'])
    for (const client of clients) client.destroy()
    await close()
  })

  it('keeps what it acknowledged when its process is killed', async () => {
    const first = await spawnStore({})
    const client = createDynamoClient({ endpoint: endpointIn(first.line) })
    const log = createDynamoAnswerLog({ client, clock: systemClock })
    const at = { scope: 'public', key: 'key', fence: 1 }
    for (let position = 0; position < 20; position += 1) {
      await log.append(at, position, { kind: 'request', request: position, until: 1 }, { owner: 'one' })
    }
    first.child.kill('SIGKILL')
    await first.exited
    client.destroy()

    const store = await startLocalStore({ path: path.join(directory, 'store'), port: 0 })
    const again = createDynamoClient({ endpoint: store.endpoint })
    await createTables(again)
    const rows = await createDynamoAnswerLog({ client: again, clock: systemClock }).readRows(at, {
      after: -1,
    })
    expect(rows.map(({ row }) => row.kind === 'request' && row.request)).toEqual([...Array(20).keys()])
    again.destroy()
    await store.close()
  })

  it('refuses a folder and a port that another process holds, and names them', async () => {
    const other = await spawnStore({})
    const held = path.join(directory, 'store')
    await expect(startLocalStore({ path: held, port: 0 })).rejects.toMatchObject({
      code: 'already_running',
      message: `${held} is in use by another process`,
    })
    const port = Number(new URL(endpointIn(other.line)).port)
    const elsewhere = path.join(directory, 'elsewhere')
    await expect(startLocalStore({ path: elsewhere, port })).rejects.toMatchObject({
      code: 'already_running',
      message: `127.0.0.1:${port} is in use by another process`,
    })
    other.child.kill('SIGTERM')
    expect(await other.exited).toEqual([0, null])
    await (await startLocalStore({ path: held, port: 0 })).close()
    await (await startLocalStore({ path: elsewhere, port: 0 })).close()
  })

  it('is not started with a bad setting, and says which', async () => {
    const { exited, stderr } = await spawnStore({ INGOT_STORE_PORT: 'many' })
    expect(await exited).toEqual([2, null])
    expect(stderr()).toContain('INGOT_STORE_PORT')
  })

  it('survives clients that hang up in the middle of a call', async () => {
    const store = await startTestStore()
    const port = Number(new URL(store.endpoint).port)
    const head = [
      'POST / HTTP/1.1',
      'host: x',
      'content-type: application/x-amz-json-1.0',
      'content-length: 100',
    ]
    for (const body of ['', '{"half":', '{}'.padStart(100)]) {
      const socket = connect(port, '127.0.0.1')
      await new Promise((resolve) => socket.write(`${head.join('\r\n')}\r\n\r\n${body}`, resolve))
      socket.resetAndDestroy()
    }
    const { TableNames } = await store.client.send(new ListTablesCommand({}))
    expect(TableNames).toHaveLength(2)
    await store.close()
  })

  it('refuses web pages', async () => {
    const store = await startTestStore()
    const response = await fetch(store.endpoint, { headers: { origin: 'https://page.example' } })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    await store.close()
  })
})
