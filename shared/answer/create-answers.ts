import type { Answer } from '../api/answer.ts'
import { type AnswerCache, createAnswerCache } from '../cache/answer-cache.ts'
import type { CacheDeps, Order } from '../cache/cache-deps.ts'
import { sha256Hex } from '../lib/hash.ts'
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
import { createPreparation, type Prepared } from './prepare-question.ts'
import { purgeCache, purgeSources } from './purge-cache.ts'
import { createReadings } from './readings.ts'
import { type FillRequest, isWholeRequest, storedRequest } from './request.ts'
import { versionsOf } from './resolve.ts'
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
    const writer = engine.ladder(asked).rungs[0]?.writer
    const named = `${writer?.served}:${engine.nameModel(writer?.model ?? null)}`
    const key = keyOf(request, { prompt: PROMPT_VERSION, writer: named })
    return { address: { scope: request.scope, key }, request, collections }
  }

  const { prepare, recall } = createPreparation({ versions, orderOf })

  const askCache = async (
    { order, asking, view }: Prepared,
    caller: Caller,
    { isDeferred = false, idempotency }: AskOptions,
  ): Promise<Reading> => {
    const { maxAgeS } = asking
    const hash = hashOf(caller)
    // Most readers end here: nobody has to be asked for anything.
    const recalled = idempotency ? undefined : cache.recall(order, asking)
    if (recalled) return readings.open(recalled, order, { hash, view, maxAgeS, isDeferred })
    const ask = async () => {
      const asked = await cache.ask(order, { ...asking, reader: hash, isQueued: isDeferred })
      return readings.open(asked, order, { hash, view, maxAgeS, isDeferred })
    }
    if (!idempotency) return ask()
    return joinFirst(
      { items, clock },
      { ...idempotency, caller: hash },
      { ask, join: (id) => readings.resume(findIdentity(id, caller), { hash, view, after: null, order }) },
    )
  }

  return {
    async ask(request, caller, options = {}) {
      const prepared = recall(request, caller) ?? (await prepare(request, caller))
      return askCache(prepared, caller, options)
    },

    async summarize({ url, text, document_id, length, language, focus }, caller, options = {}) {
      const subject = await resolveSubject({ url, text, document_id }, caller, documents)
      const { scope, isUnstored } = scopeOfSubject(subject, caller)
      const request = { kind: 'summary' as const, scope, subject, length, language, focus }
      const view = { question: focus ?? '', requestedMode: 'fast' as const, hide: SHOW_ALL }
      const order = orderOf(request, await versionsOf(request, { versions }))
      return askCache({ order, asking: { ...DEFAULT_USE, isUnstored }, view }, caller, options)
    },

    search: (request, caller, { signal }) =>
      searchOnly(request, caller, { deps: engine, resolve: { versions }, signal }),

    get: async (id, caller): Promise<Answer> => readings.snapshot(findIdentity(id, caller)),

    async resume(id, caller, { after }) {
      const identity = findIdentity(id, caller)
      const view = { question: null, requestedMode: null, hide: SHOW_ALL }
      const again = async (request: FillRequest) => orderOf(request, await versionsOf(request, { versions }))
      return readings.resume(identity, { hash: hashOf(caller), view, after, again })
    },

    async cancel(id, caller) {
      const identity = findIdentity(id, caller)
      // Who is not alone stops reading by hanging up; the others read on.
      await cache.cancel(identity, hashOf(caller))
      return readings.snapshot(identity)
    },

    async feedback(id, { verdict, comment }, caller) {
      const identity = findIdentity(id, caller)
      await cache.find(identity)
      await deps.feedback.put(identity, { caller: hashOf(caller), verdict, comment, at: clock.now() })
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

const knownCallers = new WeakMap<Caller, string>()

/** Callers whom nobody knows are different ones each time: none of them may cancel for another. */
function hashOf(caller: Caller): string {
  if (caller.user === null) return crypto.randomUUID()
  const hash = knownCallers.get(caller) ?? sha256Hex(JSON.stringify([caller.tenant, caller.user]), 24)
  knownCallers.set(caller, hash)
  return hash
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
