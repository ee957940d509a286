import type { Answer } from '../api/answer.ts'
import { type AnswerCache, createAnswerCache } from '../cache/answer-cache.ts'
import type { AskOptions as CacheAskOptions } from '../cache/ask.ts'
import type { CacheDeps, Order } from '../cache/cache-deps.ts'
import { sha256Hex } from '../lib/hash.ts'
import { memoise } from '../lib/memoise.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { AnswerIdentity, AnswerLog } from '../ports/answer-log.ts'
import type { CacheItems } from '../ports/cache-items.ts'
import type { Caller } from '../ports/callers.ts'
import type { Count } from '../ports/counters.ts'
import type { Feedback } from '../ports/feedback.ts'
import type { FillQueue } from '../ports/fill-queue.ts'
import type { Provenance } from '../ports/provenance.ts'
import { detectLanguage } from '../text/language.ts'
import type { Answers, AskOptions, Reading } from './answers.ts'
import { PROMPT_VERSION } from './build-prompt.ts'
import { keyOf } from './canonical-request.ts'
import type { CollectionVersions } from './collection-versions.ts'
import { fillAnswer } from './engine.ts'
import type { EngineDeps } from './engine-deps.ts'
import { type AnswerEvent, createEventRules } from './events.ts'
import { findIdentity } from './find-identity.ts'
import { joinFirst } from './idempotency.ts'
import { planQueries } from './plan-queries.ts'
import { purgeCache, purgeSources } from './purge-cache.ts'
import { createReadings, type Reader } from './readings.ts'
import { type FillRequest, isWholeRequest, storedRequest } from './request.ts'
import { resolveQuestion, versionsOf } from './resolve.ts'
import { findPassagesNow } from './retrieve.ts'
import { searchOnly } from './search.ts'
import { resolveSubject, scopeOfSubject } from './subject.ts'

export type AnswersDeps = {
  engine: EngineDeps
  log: AnswerLog<AnswerEvent>
  provenance: Provenance
  items: CacheItems
  feedback: Feedback
  queue: FillQueue
  versions: CollectionVersions
  count: Count
  lifeOf: CacheDeps<AnswerEvent, FillRequest>['lifeOf']
  freshnessOf: (question: string) => FreshnessClass
  /** Names this process in leases and rows. */
  owner: string
  /** Of sealed answers kept in this process. */
  memoryBytes: number
}

/** What the core offers beside the HTTP app's wishes. */
export type AnswersCore = Answers & {
  /** A fill that the queue hands out. */
  work(identity: AnswerIdentity): Promise<void>
  /** A document is gone: what was made of it goes with it. */
  forgetDocument(collection: string, id: string): Promise<void>
  settled(): Promise<void>
}

const SHOW_ALL = { reasoning: false, followUps: false }
const DEFAULT_USE = { use: 'default', maxAgeS: null } as const

/** One code path fills an answer, one reads it: a request becomes an order, and its caller reads the log of it. */
export function createAnswers(deps: AnswersDeps): AnswersCore {
  const { engine, versions, provenance, items, count } = deps
  const { clock, documents } = engine
  const cache = createCache(deps)
  const freshMs = (freshness: FreshnessClass) => {
    const retrievedAt = clock.now()
    const facts = { retrievedAt, freshness, degraded: false, collections: {}, passages: null }
    return deps.lifeOf(facts, '').freshUntil - retrievedAt
  }
  const readings = createReadings({ cache, clock, count, freshnessOf: factsFor(deps), freshMs })
  const purging = { cache, provenance, items, clock }

  /** The scope is in the address, so it is no part of the key. */
  const orderOf = (request: FillRequest, collections: Record<string, number>): Order<FillRequest> => {
    const asked = request.kind === 'question' ? request : { mode: 'fast' as const, model: null }
    const [writer] = engine.ladder(asked).writers
    const named = `${writer?.served}:${engine.nameModel(writer?.model ?? null)}`
    const key = keyOfText(JSON.stringify([storedRequest(request), named]))
    return { address: { scope: request.scope, key }, request, collections }
  }

  const askCache = async (
    order: Order<FillRequest>,
    asking: Pick<CacheAskOptions, 'use' | 'maxAgeS' | 'isUnstored'>,
    reader: Reader,
    { isDeferred = false, idempotency }: AskOptions,
  ): Promise<Reading> => {
    const ask = async () => {
      const asked = await cache.ask(order, { ...asking, reader: reader.hash, isQueued: isDeferred })
      return readings.open(asked, order, { ...reader, maxAgeS: asking.maxAgeS, isDeferred })
    }
    if (!idempotency) return ask()
    return joinFirst(
      { items, clock },
      { ...idempotency, caller: reader.hash },
      {
        ask,
        join: (id) => readings.resume(findIdentity(id, reader.caller), { ...reader, after: null, order }),
      },
    )
  }

  return {
    async ask(request, caller, options = {}) {
      const {
        request: resolved,
        versions: collections,
        isUnstorable,
      } = await resolveQuestion(request, caller, {
        versions,
      })
      const hide = { reasoning: !request.reasoning, followUps: !request.follow_ups }
      const reader = readerOf(caller, { question: request.question, requestedMode: request.mode, hide })
      const { use, max_age_s: maxAgeS } = request.cache
      const asking = { use, maxAgeS, isUnstored: isUnstorable }
      return askCache(orderOf(resolved, collections), asking, reader, options)
    },

    async summarize({ url, text, document_id, length, language, focus }, caller, options = {}) {
      const subject = await resolveSubject({ url, text, document_id }, caller, documents)
      const { scope, isUnstored } = scopeOfSubject(subject, caller)
      const request = { kind: 'summary' as const, scope, subject, length, language, focus }
      const reader = readerOf(caller, { question: focus ?? '', requestedMode: 'fast', hide: SHOW_ALL })
      const order = orderOf(request, await versionsOf(request, { versions }))
      return askCache(order, { ...DEFAULT_USE, isUnstored }, reader, options)
    },

    search: (request, caller, { signal }) =>
      searchOnly(request, caller, { deps: engine, resolve: { versions }, signal }),

    get: async (id, caller): Promise<Answer> => readings.snapshot(findIdentity(id, caller)),

    async resume(id, caller, { after }) {
      const identity = findIdentity(id, caller)
      const reader = readerOf(caller, { question: null, requestedMode: null, hide: SHOW_ALL })
      const again = async (request: FillRequest) => orderOf(request, await versionsOf(request, { versions }))
      return readings.resume(identity, { ...reader, after, again })
    },

    async cancel(id, caller) {
      const identity = findIdentity(id, caller)
      // Who is not alone stops reading by hanging up; the others read on.
      await cache.cancel(identity, readerOf(caller, NOBODY).hash)
      return readings.snapshot(identity)
    },

    async feedback(id, { verdict, comment }, caller) {
      const identity = findIdentity(id, caller)
      await cache.find(identity)
      const { hash } = readerOf(caller, NOBODY)
      await deps.feedback.put(identity, { caller: hash, verdict, comment, at: clock.now() })
      if (verdict === 'wrong_hit') await cache.expire(identity)
    },

    purge: (request, caller) => purgeCache(purging, request, caller),
    work: cache.work,
    async forgetDocument(collection, id) {
      await purgeSources(purging, [`document:${collection}/${id}`])
    },
    settled: cache.settled,
  }
}

/** Questions repeat, so most keys are known. A text that was sent along is in by its hash. */
const keyOfText = memoise(
  (text) => {
    const [request, writer] = JSON.parse(text) as [FillRequest, string]
    return keyOf(request, { prompt: PROMPT_VERSION, writer })
  },
  { max: 2_000 },
)
const hashOfCaller = memoise((name) => sha256Hex(name, 24), { max: 2_000 })

const NOBODY = { question: null, requestedMode: null, hide: SHOW_ALL }

/** Callers whom nobody knows are different ones each time: none of them may cancel for another. */
function readerOf(caller: Caller, about: Pick<Reader, 'question' | 'requestedMode' | 'hide'>): Reader {
  const hash =
    caller.user === null ? crypto.randomUUID() : hashOfCaller(JSON.stringify([caller.tenant, caller.user]))
  return { caller, hash, ...about }
}

const factsFor =
  ({ freshnessOf }: Pick<AnswersDeps, 'freshnessOf'>) =>
  (request: FillRequest) =>
    freshnessOf(request.kind === 'question' ? request.question : (request.focus ?? ''))

function createCache(deps: AnswersDeps): AnswerCache<AnswerEvent, FillRequest> {
  const { engine, log, provenance, queue, count, owner, memoryBytes, lifeOf } = deps
  const freshnessOf = factsFor(deps)
  return createAnswerCache<AnswerEvent, FillRequest>({
    log,
    provenance,
    rules: createEventRules(engine.clock),
    clock: engine.clock,
    count,
    owner,
    memoryBytes,
    lifeOf,
    timeoutMs: engine.timeoutMs,
    produce: (request, context) =>
      countFill(deps, fillAnswer(request, engine, context), freshnessOf(request)),
    factsFor: (request) => ({ freshness: freshnessOf(request) }),
    rowOf: storedRequest,
    isWhole: isWholeRequest,
    passagesNow: (request) => passagesNow(request, engine),
    enqueue: (identity) => queue.send(identity),
  })
}

/** Whoever started it, and whether anybody reads it. */
async function* countFill(
  { count }: Pick<AnswersDeps, 'count'>,
  events: AsyncIterable<AnswerEvent>,
  freshness: FreshnessClass,
): AsyncGenerator<AnswerEvent> {
  for await (const event of events) {
    if (event.type === 'answer-end' && event.mode.model !== null) count('model_calls', 1, freshness)
    if (event.type === 'answer-error') count('failures', 1, freshness)
    yield event
  }
}

/** As `FillFacts.passages` was told by the flow. */
async function passagesNow(request: FillRequest, engine: EngineDeps): Promise<string | null> {
  if (request.kind === 'question') {
    const { question, maxSources: limit } = request
    const language = request.language ?? detectLanguage(question) ?? 'en'
    return findPassagesNow(request, planQueries(question), { deps: engine, limit, language })
  }
  if (request.subject.kind !== 'document') return null
  const { collection, documentId } = request.subject
  return (await engine.documents.get(collection, documentId))?.contentHash ?? null
}
