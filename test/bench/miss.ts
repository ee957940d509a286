import { GetItemCommand } from '@aws-sdk/client-dynamodb'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { TABLE_NAMES } from '../../shared/names.ts'
import { DONE, deltaEvent, type ScriptedReply, usageEvent } from '../support/scripted-openai-server.ts'
import { ask, type Seen } from './support/ask.ts'
import { documentsAbout, type Fleet, startFleet } from './support/fleet.ts'
import { atMost, type BenchReport, benchReport, median } from './support/report.ts'

const WARM_UP = 40
const QUESTIONS = 80
const FIRST_TOKEN_MS = 100
/** A model's own pace: the first token is not held up by the end of the answer. */
const NEXT_TOKEN_MS = 20
const ADDED_AT_MOST_MS = 3

/** Before the first byte: the answer, a failure, the lease, and the answer again, one after the other. */
const CALLS_BEFORE_START = 4

/**
 * Where the time of a miss goes, from the request to the first `synopsis-delta` at the client, one question
 * after the other, the model in this process. The named phases are the calls of the store, search and read
 * (from `search-start` to the last source's synopsis), and the model (from its call's coming in to its first
 * token's going out). What is added is the rest of two stretches:
 * - `first byte`: from the request to `answer-start`, less four calls of the store as they cost this process;
 * - `to the model and back`: from the last source's synopsis to the call's coming in (passages, prompt, HTTP),
 *   and from the token's going out to the first `synopsis-delta`.
 * Wall times: they mean little on a busy machine.
 */
export async function benchMiss(): Promise<BenchReport> {
  const fleet = await startFleet({ servers: 1 })
  try {
    await fleet.addDocuments(documentsAbout('lighthouse', 6))
    return report(await measure(fleet))
  } finally {
    await fleet.close()
  }
}

type Call = { cameAt: number; tokenAt: number }
type Times = Record<'toStart' | 'toSearch' | 'search' | 'toModel' | 'model' | 'fromModel' | 'storeMs', number>

async function measure(fleet: Fleet): Promise<Times[]> {
  const call: Call = { cameAt: 0, tokenAt: 0 }
  fleet.model.setScript(() => {
    call.cameAt = performance.now()
    return replyThatTells(() => {
      call.tokenAt = performance.now()
    })
  })
  const { address } = fleet.servers[0] as { address: string }
  const store = createStoreTimer(fleet.storeEndpoint)
  const times: Times[] = []
  for (let n = 0; n < WARM_UP + QUESTIONS; n += 1) {
    const question = `Who built the lighthouse of district ${n}?`
    const storeMs = await store.time()
    const startedAt = performance.now()
    const seen = await ask(address, { question, mode: 'fast', sources: ['documents'] }, 'text/event-stream')
    if (seen.state !== 'miss') throw new Error(`a ${seen.state} is no miss`)
    if (n >= WARM_UP) times.push({ ...timesOf(seen, call, startedAt), storeMs })
  }
  store.close()
  return times
}

function timesOf(
  { firstDeltaAt, lastAt }: Seen,
  { cameAt, tokenAt }: Call,
  startedAt: number,
): Omit<Times, 'storeMs'> {
  const at = (type: string) => lastAt.get(type) ?? Number.NaN
  return {
    toStart: at('answer-start') - startedAt,
    toSearch: at('search-start') - at('answer-start'),
    search: at('source-synopsis') - at('search-start'),
    toModel: cameAt - at('source-synopsis'),
    model: tokenAt - cameAt,
    fromModel: firstDeltaAt - tokenAt,
  }
}

/** `then` is called when the first token goes out. */
function replyThatTells(then: () => void): ScriptedReply {
  const token = new Promise((resolve) => setTimeout(resolve, FIRST_TOKEN_MS))
  return {
    steps: [
      { until: token.then(then) },
      deltaEvent({ content: 'The harbour board' }),
      { delayMs: NEXT_TOKEN_MS },
      deltaEvent({ content: ' built it [1].' }),
      deltaEvent({}, 'stop'),
      usageEvent(100, 20),
      DONE,
    ],
  }
}

/** Times one read of a store, ms. */
function createStoreTimer(endpoint: string) {
  const client = createDynamoClient({ endpoint })
  const Key = { pk: { S: 'A#bench' }, sk: { S: 'ANSWER' } }
  return {
    async time(): Promise<number> {
      const startedAt = performance.now()
      await client.send(new GetItemCommand({ TableName: TABLE_NAMES.cache, Key }))
      return performance.now() - startedAt
    },
    close: () => client.destroy(),
  }
}

function report(times: readonly Times[]): BenchReport {
  const of = (name: keyof Times) => median(times.map((each) => each[name]))
  const phases = {
    to_answer_start_ms: of('toStart'),
    to_search_start_ms: of('toSearch'),
    search_and_read_ms: of('search'),
    to_model_ms: of('toModel'),
    model_ms: of('model'),
    from_model_ms: of('fromModel'),
    store_call_ms: of('storeMs'),
  }
  const first_byte_added_ms = median(
    times.map(({ toStart, storeMs }) => toStart - CALLS_BEFORE_START * storeMs),
  )
  const model_added_ms = median(times.map(({ toModel, fromModel }) => toModel + fromModel))
  return benchReport({
    columns: [`median of ${QUESTIONS}`, 'ms'],
    rows: Object.entries(phases).map(([name, ms]) => [name.replace(/_ms$/, '').replaceAll('_', ' '), ms]),
    musts: [
      atMost('first byte, ms', ADDED_AT_MOST_MS, first_byte_added_ms),
      atMost('to the model and back, ms', ADDED_AT_MOST_MS, model_added_ms),
    ],
    figures: { ...phases, first_byte_added_ms, model_added_ms },
  })
}
