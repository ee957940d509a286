import { createSeededRandom } from '../support/seeded-random.ts'
import { askBare, type BareClient, type BareOutcome } from './support/bare-client.ts'
import { documentsAbout, startFleet } from './support/fleet.ts'
import { type MeteredEndpoint, startMeteredEndpoint } from './support/metered-endpoint.ts'
import { askByOpenAi } from './support/openai-client.ts'
import { atLeast, atMost, type BenchReport, benchReport, exactly } from './support/report.ts'

const ROOM = 4
const STREAM = { firstTokenMs: 400, tokens: 18, tokenMs: 200 }
const STREAM_MS = STREAM.firstTokenMs + STREAM.tokens * STREAM.tokenMs
const OVERLOAD = 10
const SECONDS = 60
/** Until the endpoint is full; its use is measured from then on. */
const RAMP_MS = 2_000
const REPEATS = 0.3
const SERVERS = 2
const DISTRICTS = 6

/** `openai`: OpenAI's own SDK, as it comes. */
type Client = BareClient | 'openai'
const CLIENTS = ['obedient', 'stubborn', 'openai'] as const satisfies Client[]

type Bout = {
  client: Client
  asked: number
  distinct: number
  endpoint: ReturnType<MeteredEndpoint['read']>
  outcomes: BareOutcome[]
}

/**
 * A GPU endpoint with room for four streams of four seconds, offered ten times as much for a minute: questions
 * arrive evenly, three in ten of them asked before, at two servers of one store. Once by clients that do not
 * retry when they are told not to, once by clients that send a refused request three more times, once by OpenAI's
 * SDK.
 */
export async function benchOverload(): Promise<BenchReport> {
  const endpoint = await startMeteredEndpoint({ room: ROOM, ...STREAM })
  const fleet = await startFleet({ servers: SERVERS, modelUrl: endpoint.baseUrl })
  try {
    await fleet.addDocuments(documentsAbout('lighthouse', DISTRICTS))
    const addresses = fleet.servers.map(({ address }) => address)
    const bouts: Bout[] = []
    for (const client of CLIENTS) bouts.push(await runBout(client, { addresses, endpoint }))
    return report(bouts)
  } finally {
    await fleet.close()
    await endpoint.close()
  }
}

async function runBout(
  client: Client,
  { addresses, endpoint }: { addresses: readonly string[]; endpoint: MeteredEndpoint },
): Promise<Bout> {
  const random = createSeededRandom(7)
  const everyMs = STREAM_MS / ROOM / OVERLOAD
  const asked: string[] = []
  const running: Promise<BareOutcome>[] = []
  const startedAt = performance.now()
  let measuredAt = startedAt
  for (let n = 0; n * everyMs < SECONDS * 1_000; n += 1) {
    await until(startedAt + n * everyMs)
    if (measuredAt === startedAt && performance.now() - startedAt > RAMP_MS) {
      measuredAt = performance.now()
      endpoint.reset()
    }
    const isRepeat = asked.length > 0 && random() < REPEATS
    const question = isRepeat
      ? (asked[Math.floor(random() * asked.length)] as string)
      : `Who built the lighthouse of district ${(n % DISTRICTS) + 1}, asks ${client} number ${n}?`
    asked.push(question)
    const address = addresses[n % addresses.length] as string
    running.push(
      client === 'openai'
        ? askByOpenAi(address, { question })
        : askBare(address, { question, mode: 'fast' }, client),
    )
  }
  const measured = endpoint.read(performance.now() - measuredAt)
  const outcomes = await Promise.all(running)
  // Those of the whole bout: an answer that was begun is counted, whenever it ended.
  const { calls, callsAQuestion, most, refused } = endpoint.read(1)
  return {
    client,
    asked: asked.length,
    distinct: new Set(asked).size,
    endpoint: { ...measured, calls, callsAQuestion, most, refused },
    outcomes,
  }
}

const until = (at: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, at - performance.now())))

function report(bouts: readonly Bout[]): BenchReport {
  const rows = bouts.map(({ client, asked, distinct, endpoint, outcomes }) => {
    const rungs = (served: string) => outcomes.filter((outcome) => outcome.served === served).length
    return [
      `${client} clients`,
      asked,
      distinct,
      endpoint.calls,
      rungs('fast'),
      rungs('extractive'),
      outcomes.filter(({ state }) => state !== 'miss').length,
      percentile(outcomes, 'firstByteMs', 0.95),
      percentile(outcomes, 'firstTextMs', 0.95),
      endpoint.busy,
    ]
  })
  const musts = bouts.flatMap(({ client, endpoint, outcomes }) => [
    exactly(`${client}: refusals`, 0, outcomes.filter(({ status }) => status !== 200).length),
    exactly(
      `${client}: answers without a rung or an end`,
      0,
      outcomes.filter(({ served, end }) => served === null || end !== 'answer-end').length,
    ),
    atMost(`${client}: p95 first byte, ms`, 2_000, percentile(outcomes, 'firstByteMs', 0.95)),
    atMost(`${client}: streams at the endpoint at once`, ROOM, endpoint.most),
    exactly(`${client}: calls that it refused`, 0, endpoint.refused),
    atLeast(`${client}: share of its room in use`, 0.9, endpoint.busy),
    atMost(`${client}: model calls a question`, 1, endpoint.callsAQuestion),
  ])
  const sent = ({ outcomes }: Bout) => outcomes.reduce((sum, { requests }) => sum + requests, 0)
  const calls = bouts.map(({ endpoint }) => endpoint.calls)
  return benchReport({
    columns: [
      `${SECONDS} s at ${OVERLOAD} x`,
      ...['asked', 'distinct', 'model calls', 'by the model', 'extractive', 'shared'],
      ...['p95 first byte ms', 'p95 first text ms', 'in use'],
    ],
    rows,
    musts: [
      ...musts,
      ...bouts.map((bout) => exactly(`${bout.client}: requests more than meant`, 0, sent(bout) - bout.asked)),
      // The same questions at the same pace; which of them find a place is a matter of milliseconds.
      atMost('model calls more by one kind of client', 2, Math.max(...calls) - Math.min(...calls)),
    ],
    figures: Object.fromEntries([
      ...bouts.flatMap(({ client, asked, distinct, endpoint, outcomes }) => [
        [`${client}_asked`, asked],
        [`${client}_distinct`, distinct],
        [`${client}_model_calls`, endpoint.calls],
        [`${client}_in_use`, endpoint.busy],
        [`${client}_first_byte_p95_ms`, percentile(outcomes, 'firstByteMs', 0.95)],
        [`${client}_first_text_p95_ms`, percentile(outcomes, 'firstTextMs', 0.95)],
      ]),
      ...bouts.map((bout) => [`${bout.client}_requests`, sent(bout)] as const),
    ]),
  })
}

function percentile(outcomes: readonly BareOutcome[], field: 'firstByteMs' | 'firstTextMs', share: number) {
  const sorted = outcomes.map((outcome) => outcome[field]).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN
}
