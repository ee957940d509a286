import { keyOf } from '../../../shared/answer/canonical-request.ts'
import type { FillRequest, QuestionRequest } from '../../../shared/answer/request.ts'
import { createPlaceOf } from '../../../shared/answer/semantic-place.ts'
import { createAnswerCache } from '../../../shared/cache/answer-cache.ts'
import { createBackground } from '../../../shared/cache/background.ts'
import type { Asked as AskedOf, EventRules, Neighbours } from '../../../shared/cache/cache-deps.ts'
import { freshnessOf } from '../../../shared/cache/freshness.ts'
import type { Read } from '../../../shared/cache/read-log.ts'
import { createNeighbours } from '../../../shared/cache/semantic/create-neighbours.ts'
import { createErrorBudget } from '../../../shared/cache/semantic/error-budget.ts'
import type { Model } from '../../../shared/cache/semantic/model.ts'
import { createSharedBudget } from '../../../shared/cache/semantic/shared-budget.ts'
import type { Count } from '../../../shared/ports/counters.ts'
import { normaliseQuestion } from '../../../shared/text/normalise-question.ts'
import { createAnswerLogState, createMemoryAnswerLog } from '../../support/memory-answer-log.ts'
import { createMemoryProvenance } from '../../support/memory-provenance.ts'
import { createMemorySharedLists } from '../../support/memory-shared-lists.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'
import { createVirtualTime, type VirtualProcess, type VirtualTime } from '../../support/virtual-time.ts'
import type { TraceRequest } from '../trace-generator.ts'

const START_MS = 1_800_000_000_000
const STORE_MS = 5
/** Of the time that an answer takes: what comes before the call of the model. */
const RETRIEVAL_MS = 400
const SKEW_AT_MOST_MS = 1_000
const WEEK_MS = 7 * 24 * 3_600_000

type TraceEvent = { type: 'delta' | 'end' | 'failed'; question: string; cluster: number }
type Asked = QuestionRequest & { cluster: number }

export type TraceOutcome = {
  calls: number
  hits: number
  /** Served from the memory of the instance. */
  memory_hits: number
  coalesced: number
  /** Served with the answer to another wording. */
  semantic: number
  /** The answer was made for another normalised question, and one that asks something else. */
  wrong: number
  unanswered: number
}

const RULES: EventRules<TraceEvent> = {
  isTerminal: ({ type }) => type !== 'delta',
  isUrgent: ({ type }) => type === 'delta',
  isApart: () => false,
  mayBeSealed: ({ type }) => type === 'end',
  failure: () => ({ type: 'failed', question: '', cluster: -1 }),
  rememberForS: () => 0,
  cancelled: () => ({ type: 'failed', question: '', cluster: -1 }),
  restartReason: () => undefined,
  mayBeMadeUpFor: () => false,
  notStored: () => ({ type: 'delta', question: '', cluster: -1 }),
}

/** Other wordings are looked for with these weights, within this budget. */
export type Semantic = {
  model: Model
  maxWrong: number
  /** A sample is compared later, by somebody who is always right; default: nothing is learned. */
  isCompared?: boolean
}

/** Told of what is counted, ms since the beginning of the trace. */
export type CountAt = (name: Parameters<Count>[0], at: number, by?: number) => void

/** Sends the trace to the real cache on as many instances as it names. Nothing expires. */
export async function runTrace(
  trace: readonly TraceRequest[],
  {
    latencyMs,
    semantic,
    count = () => undefined,
  }: { latencyMs: number; semantic?: Semantic | undefined; count?: CountAt },
): Promise<TraceOutcome> {
  const time = createVirtualTime({ startMs: START_MS })
  const outcome: TraceOutcome = {
    calls: 0,
    hits: 0,
    memory_hits: 0,
    coalesced: 0,
    semantic: 0,
    wrong: 0,
    unanswered: trace.length,
  }
  const countNow: Count = (name, by) => count(name, time.now() - START_MS, by)
  const onCall = () => {
    outcome.calls += 1
    countNow('model_calls')
  }
  const instances = createInstances(time, trace, { latencyMs, semantic, onCall, count: countNow })
  for (const request of trace) {
    const ask = instances[request.instance]
    time.after(request.at, () => void ask?.(request, outcome))
  }
  const ended = await time.run({ untilMs: START_MS + WEEK_MS, eventsAtMost: 200 * trace.length })
  if (ended !== 'idle') throw new Error(`the simulation ended ${ended}`)
  return outcome
}

type Ask = (asked: TraceRequest, outcome: TraceOutcome) => Promise<void>

function createInstances(
  time: VirtualTime,
  trace: readonly TraceRequest[],
  options: { latencyMs: number; semantic: Semantic | undefined; onCall: () => void; count: Count },
): Ask[] {
  const state = createAnswerLogState()
  const provenance = createMemoryProvenance({ clock: time })
  const random = createSeededRandom(1)
  const lists = createMemorySharedLists({ clock: time })
  const isSame = truthOf(trace)
  const count = 1 + Math.max(...trace.map(({ instance }) => instance))
  return Array.from({ length: count }, (_, index) => {
    const process = time.createProcess(`i${index}`, { skewMs: (random() * 2 - 1) * SKEW_AT_MOST_MS })
    return createInstance(process, { ...options, state, provenance, lists, random, isSame })
  })
}

function createInstance(
  { name, clock }: VirtualProcess,
  options: {
    latencyMs: number
    semantic: Semantic | undefined
    onCall: () => void
    count: Count
    lists: ReturnType<typeof createMemorySharedLists>
    state: ReturnType<typeof createAnswerLogState>
    provenance: ReturnType<typeof createMemoryProvenance>
    random: () => number
    isSame: (asked: string, given: string) => boolean
  },
): Ask {
  const { latencyMs, semantic, onCall, count, state, provenance, lists, random, isSame } = options
  const log = createMemoryAnswerLog<TraceEvent>({ clock, state })
  const cache = createAnswerCache<TraceEvent, Asked>({
    log: withLatency(log, () => clock.sleep(STORE_MS)),
    ...{ provenance, clock, random, rules: RULES, owner: name },
    count,
    memoryBytes: 52_000_000,
    neighbours:
      semantic &&
      neighboursOf(semantic, {
        ...{ clock, count, random, isSame },
        lists: withLatency(lists, () => clock.sleep(STORE_MS)),
      }),
    timeoutMs: 60_000,
    async *produce({ question, cluster }, { signal }) {
      await clock.sleep(RETRIEVAL_MS, { signal })
      onCall()
      await clock.sleep((latencyMs - RETRIEVAL_MS) / 2)
      yield { type: 'delta', question: normaliseQuestion(question), cluster }
      await clock.sleep((latencyMs - RETRIEVAL_MS) / 2)
      yield { type: 'end', question: normaliseQuestion(question), cluster }
    },
    lifeOf: ({ retrievedAt }) => ({ freshUntil: retrievedAt + WEEK_MS, staleUntil: retrievedAt + WEEK_MS }),
    factsFor: () => ({ freshness: 'evergreen' }),
    rowOf: (request) => request,
    isWhole: () => true,
    passagesNow: async () => null,
    enqueue: async () => undefined,
  })
  return async ({ question, cluster }, outcome) => {
    const request = { ...requestOf(question), cluster }
    const order = { address: { scope: 'public', key: keyOf(request, WRITTEN_BY) }, request, collections: {} }
    const asked = await cache.ask(order, {
      use: 'default',
      maxAgeS: null,
      semantic: true,
      reader: name,
      isQueued: false,
      isUnstored: false,
    })
    countReader(asked, count)
    if (asked.state === 'hit') outcome.hits += 1
    if (asked.state === 'coalesced') outcome.coalesced += 1
    if (asked.fromMemory) outcome.memory_hits += 1
    const reading = {
      reader: name,
      after: null,
      apart: false,
      maxAgeS: null,
      semantic: true,
      signal: new AbortController().signal,
      order,
      orderOf: async () => order,
    }
    for await (const read of cache.read(asked.source, reading)) note(outcome, read, { question, cluster })
  }
}

/** As the readings of answers count it. */
function countReader(
  { state, fromMemory }: Pick<AskedOf<unknown>, 'state' | 'fromMemory'>,
  count: Count,
): void {
  const isServed = state === 'hit' || state === 'coalesced'
  count(state === 'hit' ? 'hits' : state === 'coalesced' ? 'coalesced' : 'misses')
  if (isServed) count('model_calls_avoided')
  if (fromMemory) count('memory_hits')
  count('served_fast')
}

function note(
  outcome: TraceOutcome,
  read: Read<TraceEvent>,
  { question, cluster }: Pick<TraceRequest, 'question' | 'cluster'>,
): void {
  if (read.kind === 'matched') outcome.semantic += 1
  if (read.kind !== 'event' || read.event.type !== 'end') return
  outcome.unanswered -= 1
  const { event } = read
  if (event.question !== normaliseQuestion(question) && event.cluster !== cluster) outcome.wrong += 1
}

function neighboursOf(
  { model, maxWrong, isCompared = false }: Semantic,
  options: Pick<Parameters<typeof createSharedBudget>[0], 'lists' | 'clock' | 'count'> & {
    random: () => number
    isSame: (asked: string, given: string) => boolean
  },
): Neighbours<TraceEvent, Asked> {
  const { isSame } = options
  const background = createBackground()
  const budget = createErrorBudget({ maxWrong, atFirst: Math.max(model.threshold, 1 - maxWrong) })
  const nothing = { catchUp: async () => undefined, record: () => undefined }
  return createNeighbours<TraceEvent, FillRequest>({
    ...{ ...options, model, background },
    budget: isCompared
      ? createSharedBudget({ ...options, background, budget, decision: 'trace' })
      : { threshold: budget.threshold, ...nothing },
    compare: isCompared ? async (asked, given) => isSame(asked, given) : undefined,
    placeOf: createPlaceOf({
      around: (request) => keyOf(request, WRITTEN_BY),
      freshnessOf: (question) => freshnessOf(question, { now: START_MS }),
    }),
    isWorthKeeping: () => true,
  })
}

/** Whether two questions of the trace ask the same, as its clusters say. */
function truthOf(trace: readonly TraceRequest[]) {
  const clusters = new Map(trace.map(({ question, cluster }) => [normaliseQuestion(question), cluster]))
  const clusterOf = (question: string) => clusters.get(normaliseQuestion(question))
  return (asked: string, given: string) => clusterOf(asked) === clusterOf(given)
}

const WRITTEN_BY = { prompt: 1, writer: 'bench' }

const requestOf = (question: string): QuestionRequest => ({
  ...{
    kind: 'question',
    scope: 'public',
    question,
    mode: 'fast',
    model: null,
    sources: ['web'],
    collections: [],
  },
  filters: {
    domains_allow: [],
    domains_deny: [],
    published_after: null,
    published_before: null,
    languages: [],
  },
  ...{ language: null, region: null, maxSources: 8, length: 'medium', jsonSchema: null },
})

/** Every call of the store takes its time, so that others get in between. */
function withLatency<Store extends object>(store: Store, pause: () => Promise<void>): Store {
  return new Proxy(store, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name)
      if (typeof method !== 'function') return method
      return async (...args: unknown[]) => {
        await pause()
        return (method as (...given: unknown[]) => unknown).apply(target, args)
      }
    },
  })
}
