import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEventStream } from '../support/event-reader.ts'
import { type Bearer, makeKey } from '../support/make-key.ts'
import { plainReply, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'
import { type ServerProcess, startServerProcess, startStoreProcess } from '../support/server-process.ts'

const PROCESSES = 4
const PER_DAY = 2_000
const STREAMS = 100

describe(`limits over ${PROCESSES} processes on one store`, () => {
  let folder: string
  let store: ServerProcess
  let vendor: Awaited<ReturnType<typeof startScriptedOpenAiServer>>
  let servers: (ServerProcess & { stateDir: string })[]
  let release: () => void = () => undefined
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-limits-'))
    store = await startStoreProcess(path.join(folder, 'shared'))
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    vendor = await startScriptedOpenAiServer({
      steps: [{ until: held }, ...(plainReply(['It is not said.']).steps ?? [])],
    })
    const modelsFile = path.join(folder, 'models.json')
    const model = { alias: 'one', adapter: 'openai-compatible', model: 'one', base_url: vendor.baseUrl }
    await writeFile(
      modelsFile,
      JSON.stringify({ models: [{ ...model, modes: ['fast', 'deep'], max_concurrency: 5_000 }] }),
    )
    const accessFile = path.join(folder, 'access.json')
    await writeFile(accessFile, JSON.stringify({ limits: { tenants: { bolt: { requests_per_day: 250 } } } }))
    servers = await Promise.all(
      Array.from({ length: PROCESSES }, async (_, n) => {
        const stateDir = path.join(folder, `server-${n}`)
        const server = await startServerProcess(stateDir, {
          INGOT_DYNAMODB_ENDPOINT: store.address,
          INGOT_OBJECTS_DIR: path.join(folder, 'objects'),
          INGOT_MODELS_FILE: modelsFile,
          INGOT_AUTH: 'keys',
          INGOT_ACCESS_FILE: accessFile,
        })
        return { ...server, stateDir }
      }),
    )
  })
  afterAll(async () => {
    release()
    await Promise.all(servers.map((server) => server.kill()))
    await store.kill()
    await vendor.close()
    await rm(folder, { recursive: true, force: true })
  })

  const serverOf = (n: number) => servers[n % servers.length]!
  const post = (n: number, route: string, body: object, headers: Record<string, string>) =>
    fetch(serverOf(n).address + route, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })

  const search = async (n: number, key: Bearer) => {
    const response = await post(n, '/v1/search', { query: 'tides' }, key)
    await response.arrayBuffer()
    return response.status
  }
  /** So many requests, 40 at a time, one server after the other; what a dead one does not answer is 0. */
  const searchMany = async (count: number, key: Bearer) => {
    const statuses: Record<string, number> = {}
    let n = 0
    const worker = async () => {
      while (n < count) {
        n += 1
        const status = await search(n, key).catch(() => 0)
        statuses[status] = (statuses[status] ?? 0) + 1
      }
    }
    await Promise.all(Array.from({ length: 40 }, worker))
    return statuses
  }

  it(`serves ${PER_DAY} searches of a key a day and refuses the others`, async () => {
    const key = await makeKey(serverOf(0), { tenant: 'acme', limits: { requests_per_day: PER_DAY } })
    expect(await searchMany(PER_DAY * 1.5, key)).toEqual({ 200: PER_DAY, 429: PER_DAY / 2 })
  })

  it('holds the limit of a tenant over its keys', async () => {
    const users = ['ann', 'ben', 'cem']
    const keys = await Promise.all(users.map((user) => makeKey(serverOf(0), { tenant: 'bolt', user })))
    const statuses = await Promise.all(keys.map((key) => searchMany(200, key)))
    const served = statuses.map((each) => each[200] ?? 0)
    expect(served.reduce((sum, count) => sum + count, 0)).toBe(250)
  })

  it(`keeps a key at ${STREAMS} streams when it opens 1,000, and serves the others meanwhile`, async () => {
    const key = await makeKey(serverOf(0), { tenant: 'acme', limits: { streams: STREAMS } })
    const other = await makeKey(serverOf(0), { tenant: 'cove' })
    const open = async (n: number) => {
      const accept = { accept: 'text/event-stream', ...key }
      const response = await post(n, '/v1/answers', { question: `What is tide number ${n}?` }, accept)
      if (response.status !== 200) {
        await response.arrayBuffer()
        return { outcome: String(response.status), isOpen: false, lines: null }
      }
      const stream = readEventStream(response)
      await stream.next()
      const second = (await stream.next())?.event
      const isCheap = second?.type === 'mode-change' && second.reason === 'over_limit'
      const place = { outcome: isCheap ? 'cheap' : 'full', isOpen: true, lines: stream.rest() }
      void place.lines.finally(() => {
        place.isOpen = false
      })
      if (isCheap) await place.lines
      return place
    }
    const opening = Array.from({ length: 1_000 }, (_, n) => open(n))
    for (let n = 0; n < 20; n += 1) expect(await search(n, other)).toBe(200)
    const opened = await Promise.all(opening)
    const count = (outcome: string) => opened.filter((each) => each.outcome === outcome).length
    // One that could not wait for the model has ended, and left its place to another.
    expect(opened.filter(({ outcome, isOpen }) => outcome === 'full' && isOpen).length).toBeLessThanOrEqual(
      STREAMS,
    )
    // Each process holds at most one place ahead.
    expect(count('full')).toBeGreaterThanOrEqual(STREAMS - STREAMS / 100 - PROCESSES)
    expect(count('full') + count('cheap') + count('429')).toBe(1_000)
    release()
    const ends = await Promise.all(opened.map(({ lines }) => lines))
    for (const lines of ends) expect(lines?.at(-1)?.event.type ?? 'answer-end').toBe('answer-end')
  })

  it('gives away no more than a block when a process dies', async () => {
    const key = await makeKey(serverOf(0), { tenant: 'acme', limits: { requests_per_day: PER_DAY } })
    await searchMany(200, key)
    const [dead] = servers.splice(3, 1)
    await dead?.kill()
    const statuses = await searchMany(PER_DAY * 1.5, key)
    const block = Math.floor(PER_DAY * 1.25 * 0.01)
    expect(200 + (statuses[200] ?? 0)).toBeLessThanOrEqual(PER_DAY)
    expect(200 + (statuses[200] ?? 0)).toBeGreaterThanOrEqual(PER_DAY - block)
  })
})
