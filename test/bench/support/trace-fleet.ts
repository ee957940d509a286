import { keyOf } from '../../../shared/answer/canonical-request.ts'
import type { QuestionRequest } from '../../../shared/answer/request.ts'
import { createAnswerCache } from '../../../shared/cache/answer-cache.ts'
import type { EventRules } from '../../../shared/cache/cache-deps.ts'
import { normaliseQuestion } from '../../../shared/text/normalise-question.ts'
import { createAnswerLogState, createMemoryAnswerLog } from '../../support/memory-answer-log.ts'
import { createMemoryProvenance } from '../../support/memory-provenance.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'
import { createVirtualTime, type VirtualProcess, type VirtualTime } from '../../support/virtual-time.ts'
import type { TraceRequest } from '../trace-generator.ts'

const START_MS = 1_800_000_000_000
const STORE_MS = 5
const SKEW_AT_MOST_MS = 1_000
const WEEK_MS = 7 * 24 * 3_600_000

type TraceEvent = { type: 'delta' | 'end' | 'failed'; question: string }

export type TraceOutcome = {
  calls: number
  hits: number
  /** Served from the memory of the instance. */
  memory_hits: number
  coalesced: number
  /** The answer was made for another normalised question. */
  wrong: number
  unanswered: number
}

const RULES: EventRules<TraceEvent> = {
  isTerminal: ({ type }) => type !== 'delta',
  isUrgent: ({ type }) => type === 'delta',
  isApart: () => false,
  mayBeSealed: ({ type }) => type === 'end',
  failure: () => ({ type: 'failed', question: '' }),
  rememberForS: () => 0,
  cancelled: () => ({ type: 'failed', question: '' }),
  restartReason: () => undefined,
  mayBeMadeUpFor: () => false,
  notStored: () => ({ type: 'delta', question: '' }),
}

/** Sends the trace to the real cache on as many instances as it names. Nothing expires. */
export async function runTrace(
  trace: readonly TraceRequest[],
  { latencyMs }: { latencyMs: number },
): Promise<TraceOutcome> {
  const time = createVirtualTime({ startMs: START_MS })
  const outcome: TraceOutcome = {
    calls: 0,
    hits: 0,
    memory_hits: 0,
    coalesced: 0,
    wrong: 0,
    unanswered: trace.length,
  }
  const onCall = () => {
    outcome.calls += 1
  }
  const instances = createInstances(time, trace, { latencyMs, onCall })
  for (const { at, instance, question } of trace) {
    const ask = instances[instance]
    time.after(at, () => void ask?.(question, outcome))
  }
  const ended = await time.run({ untilMs: START_MS + WEEK_MS, eventsAtMost: 200 * trace.length })
  if (ended !== 'idle') throw new Error(`the simulation ended ${ended}`)
  return outcome
}

type Ask = (question: string, outcome: TraceOutcome) => Promise<void>

function createInstances(
  time: VirtualTime,
  trace: readonly TraceRequest[],
  options: { latencyMs: number; onCall: () => void },
): Ask[] {
  const state = createAnswerLogState()
  const provenance = createMemoryProvenance({ clock: time })
  const random = createSeededRandom(1)
  const count = 1 + Math.max(...trace.map(({ instance }) => instance))
  return Array.from({ length: count }, (_, index) => {
    const process = time.createProcess(`i${index}`, { skewMs: (random() * 2 - 1) * SKEW_AT_MOST_MS })
    return createInstance(process, { ...options, state, provenance, random })
  })
}

function createInstance(
  { name, clock }: VirtualProcess,
  options: {
    latencyMs: number
    onCall: () => void
    state: ReturnType<typeof createAnswerLogState>
    provenance: ReturnType<typeof createMemoryProvenance>
    random: () => number
  },
): Ask {
  const { latencyMs, onCall, state, provenance, random } = options
  const log = createMemoryAnswerLog<TraceEvent>({ clock, state })
  const cache = createAnswerCache<TraceEvent, QuestionRequest>({
    log: withLatency(log, () => clock.sleep(STORE_MS)),
    ...{ provenance, clock, random, rules: RULES, owner: name },
    count: () => undefined,
    memoryBytes: 52_000_000,
    timeoutMs: 60_000,
    async *produce({ question }) {
      onCall()
      await clock.sleep(latencyMs / 2)
      yield { type: 'delta', question: normaliseQuestion(question) }
      await clock.sleep(latencyMs / 2)
      yield { type: 'end', question: normaliseQuestion(question) }
    },
    lifeOf: ({ retrievedAt }) => ({ freshUntil: retrievedAt + WEEK_MS, staleUntil: retrievedAt + WEEK_MS }),
    factsFor: () => ({ freshness: 'evergreen' }),
    rowOf: (request) => request,
    isWhole: () => true,
    passagesNow: async () => null,
    enqueue: async () => undefined,
  })
  return async (question, outcome) => {
    const request = requestOf(question)
    const order = { address: { scope: 'public', key: keyOf(request, WRITTEN_BY) }, request, collections: {} }
    const asked = await cache.ask(order, {
      use: 'default',
      maxAgeS: null,
      semantic: true,
      reader: name,
      isQueued: false,
      isUnstored: false,
    })
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
    for await (const read of cache.read(asked.source, reading)) {
      if (read.kind !== 'event' || read.event.type !== 'end') continue
      outcome.unanswered -= 1
      if (read.event.question !== normaliseQuestion(question)) outcome.wrong += 1
    }
  }
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
