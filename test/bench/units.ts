import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TABLE_UNITS } from '../../infra/cost/traffic.ts'
import { DEFAULT_LIFETIMES } from '../../shared/config/lifetimes.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'
import { startTestStore } from '../support/local-store.ts'
import { startScriptedModel } from '../support/model-server.ts'
import { DONE, deltaEvent, type ScriptedReply, usageEvent } from '../support/scripted-openai-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { ask, type Seen } from './support/ask.ts'
import { startCountingProxy, type Units } from './support/counting-proxy.ts'
import { atMost, type BenchReport, benchReport } from './support/report.ts'

const SOURCES = 6
const ANSWER_MS = 10_000
const DELTAS = 100
const SHORT_ANSWER_MS = 1_000
const SHORT_LIFE_S = 2
const WRITES_AT_MOST = 60
/** Not on the path of an answer: what it is built from is kept for others, and figures are flushed each second. */
const APART: Record<string, 'sources' | 'ledger'> = {
  ...{ provenance: 'sources', retrieval: 'sources', page: 'sources', synopsis: 'sources' },
  ...{ counters: 'ledger', 'app table': 'ledger', idempotency: 'ledger' },
}

/**
 * DynamoDB request units of each operation, counted between servers and a shared store. `answer`: the answer,
 * its lease and its log; `sources`: pages, retrievals, synopses and provenance; `ledger`: counters and the app
 * table. The miss takes 10 s in 100 deltas, 4 KB, from six pages.
 */
export async function benchUnits(): Promise<BenchReport> {
  const closing: (() => Promise<unknown>)[] = []
  try {
    return report(await measure(await startWorld(closing)))
  } finally {
    for (const close of closing.reverse()) await close()
  }
}

async function startWorld(closing: (() => Promise<unknown>)[]) {
  const store = await startTestStore()
  closing.push(store.close)
  const model = await startScriptedModel()
  closing.push(model.close)
  const pages = await startPages()
  closing.push(pages.close)
  const start = async (evergreen = DEFAULT_LIFETIMES.evergreen) => {
    const proxy = await startCountingProxy(store.endpoint)
    closing.push(proxy.close)
    const server = await startTestServer(
      {
        ...model.settings,
        dynamodbEndpoint: proxy.endpoint,
        fetchAllow: [pages.host],
        lifetimes: { ...DEFAULT_LIFETIMES, evergreen },
      },
      { webSearches: [pages.search] },
    )
    closing.push(server.close)
    return { server, proxy }
  }
  return { model, pages, start }
}
type World = Awaited<ReturnType<typeof startWorld>>
type Instance = Awaited<ReturnType<World['start']>>

type Operation = { name: string; units: ReadonlyMap<string, Units> }

async function measure({
  model,
  pages,
  start,
}: World): Promise<{ operations: Operation[]; answerBytes: number }> {
  const [leader, follower, other] = [await start(), await start(), await start()]
  const shortLived = await start({ freshS: SHORT_LIFE_S, staleS: 3_600 })
  const instances = [leader, follower, other, shortLived]
  const operations: Operation[] = []
  const take = async (name: string, { server, proxy }: Instance) => {
    await server.settled()
    operations.push({ name, units: proxy.take() })
  }
  await settle(instances)

  model.vendor.setScript(longReply(ANSWER_MS))
  const first = askQuestion(leader.server, 1)
  await pause(1_000)
  await Promise.all([first, askQuestion(follower.server, 1)])
  await take('miss of 10 s', leader)
  await take('follower in another process', follower)
  await askQuestion(leader.server, 1)
  await take('first hit where it was made', leader)
  const hit = await askQuestion(other.server, 1, 'application/json')
  await take('first hit of a process', other)
  await askQuestion(other.server, 1)
  await take('hit from memory', other)

  model.vendor.setScript(longReply(SHORT_ANSWER_MS))
  await askQuestion(shortLived.server, 2)
  await pause(1_000 * SHORT_LIFE_S)
  await settle(instances)
  await askQuestion(shortLived.server, 2)
  // The reader does not wait for the refresh.
  await pause(2 * SHORT_ANSWER_MS)
  await take('stale hit and its refresh (1 s)', shortLived)

  await other.server.post('/v1/cache/purge', { url: pages.urls[0] })
  await take('purge of a page with 2 answers', other)
  return { operations, answerBytes: JSON.stringify(hit.last).length }
}

async function settle(instances: readonly Instance[]): Promise<void> {
  for (const { server, proxy } of instances) {
    await server.settled()
    proxy.take()
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function askQuestion(
  { address }: TestServer,
  n: number,
  accept: 'text/event-stream' | 'application/json' = 'text/event-stream',
): Promise<Seen> {
  const question = `Who built the lighthouse of Skarv, question ${n}?`
  const body = { question, mode: 'fast', sources: ['web'], max_sources: SOURCES }
  const seen = await ask(address, body, accept)
  if (seen.end !== 'answer-end') throw new Error(`not answered: ${JSON.stringify(seen.last)}`)
  return seen
}

function longReply(ms: number): ScriptedReply {
  const texts = Array.from({ length: DELTAS }, (_, n) =>
    n % 16 === 15
      ? `on it [${1 + Math.floor(n / 16)}]. `
      : ['The board ', 'built ', 'a lamp ', 'of glass '][n % 4],
  )
  return {
    steps: [
      ...texts.flatMap((content) => [{ delayMs: ms / DELTAS }, deltaEvent({ content })]),
      deltaEvent({}, 'stop'),
      usageEvent(2_000, 200),
      DONE,
    ],
  }
}

/** Six pages on loopback, and a search that finds them. */
async function startPages() {
  const page = (n: number) =>
    `<html><head><title>Lighthouse ${n}</title></head><body><article><h1>Lighthouse ${n}</h1>${Array.from(
      { length: 12 },
      (_, at) =>
        `<p>The harbour board of Skarv built lighthouse ${n} in 19${10 + at} on a granite reef, ${at} miles out.</p>`,
    ).join('')}</article></body></html>`
  const server = createServer((request, response) => {
    response
      .writeHead(200, { 'content-type': 'text/html', etag: '"1"' })
      .end(page(Number(request.url?.slice(-1))))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const urls = Array.from({ length: SOURCES }, (_, n) => `http://${host}/page-${n + 1}`)
  const search: WebSearch = {
    name: 'bench',
    search: async () =>
      urls.map((url, n) => ({
        ...{ url, title: `Lighthouse ${n + 1}`, snippet: 'The harbour board of Skarv built it.' },
        ...{ text: null, published: null, language: 'en' },
      })),
  }
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { host, urls, search, close }
}

type Row = Record<'answer' | 'sources' | 'ledger', Pick<Units, 'reads' | 'writes'>>

/** What docs/deploy.md reckons with, give or take a tenth. */
function costMusts(of: (name: string) => Row | undefined) {
  const names = {
    hit: 'first hit of a process',
    miss: 'miss of 10 s',
    follower: 'follower in another process',
  }
  return (['hit', 'miss', 'follower'] as const).flatMap((operation) =>
    (['reads', 'writes'] as const).map((kind) => {
      const { answer, sources, ledger } = of(names[operation]) ?? NOTHING
      const counted = answer[kind] + sources[kind] + ledger[kind]
      return atMost(`cost of a ${operation}: ${kind}`, 1.1 * TABLE_UNITS[operation][kind], counted)
    }),
  )
}
const NONE = { reads: Number.NaN, writes: Number.NaN }
const NOTHING: Row = { answer: NONE, sources: NONE, ledger: NONE }

function report({ operations, answerBytes }: Awaited<ReturnType<typeof measure>>): BenchReport {
  const rows = operations.map(({ name, units }) => {
    const sums = {
      answer: { reads: 0, writes: 0 },
      sources: { reads: 0, writes: 0 },
      ledger: { reads: 0, writes: 0 },
    }
    for (const [kind, { reads, writes }] of units) {
      const sum = sums[APART[kind] ?? 'answer']
      sum.reads += reads
      sum.writes += writes
    }
    const kinds = [...units].map(([kind, { reads, writes }]) => `${kind} ${reads}/${writes}`).join(', ')
    return { name, ...sums, kinds }
  })
  const of = (name: string) =>
    rows.find((row) => row.name === name)?.answer ?? { reads: Number.NaN, writes: Number.NaN }
  const hit = of('first hit of a process')
  return benchReport({
    columns: ['reads/writes', 'answer', 'sources', 'ledger', 'by item'],
    rows: rows.map(({ name, answer, sources, ledger, kinds }) => [
      name,
      ...[answer, sources, ledger].map(({ reads, writes }) => `${reads}/${writes}`),
      kinds,
    ]),
    musts: [
      ...costMusts((name) => rows.find((row) => row.name === name)),
      atMost('exact hit, first of a process: reads', 1, hit.reads),
      atMost('exact hit, first of a process: writes', 0, hit.writes),
      atMost('exact hit from memory: reads', 0, of('hit from memory').reads),
      atMost('miss of 10 s: writes', WRITES_AT_MOST, of('miss of 10 s').writes),
    ],
    figures: Object.fromEntries([
      ['answer_bytes', answerBytes],
      ...rows.flatMap(({ name, answer, sources }) => {
        const key = name.replace(/\W+/g, '_')
        return [
          [`${key}_reads`, answer.reads],
          [`${key}_writes`, answer.writes],
          [`${key}_source_reads`, sources.reads],
          [`${key}_source_writes`, sources.writes],
        ]
      }),
    ]),
  })
}
