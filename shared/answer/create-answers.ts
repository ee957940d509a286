import type { Answer } from '../api/answer.ts'
import { type AnswerCache, createAnswerCache } from '../cache/answer-cache.ts'
import type { CacheDeps, Neighbours, Order } from '../cache/cache-deps.ts'
import { scopeName } from '../cache/source-names.ts'
import { streamLazily } from '../lib/lazily.ts'
import { memoise } from '../lib/memoise.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { UsageRecorder } from '../metrics/record-usage.ts'
import type { AnswerIdentity, AnswerLog } from '../ports/answer-log.ts'
import type { CacheItems } from '../ports/cache-items.ts'
import type { Caller } from '../ports/callers.ts'
import type { Count } from '../ports/counters.ts'
import type { Feedback } from '../ports/feedback.ts'
import type { FillQueue } from '../ports/fill-queue.ts'
import type { Provenance } from '../ports/provenance.ts'
import type { Budgets } from './admission/budgets.ts'
import type { Answers, AskOptions, Reading } from './answers.ts'
import { askWithin } from './ask-within.ts'
import { keyOf } from './canonical-request.ts'
import type { CollectionVersions } from './collection-versions.ts'
import type { CompareQuestions } from './compare-questions.ts'
import { countFill } from './count-fill.ts'
import type { EngineDeps } from './engine-deps.ts'
import { type AnswerEvent, createEventRules } from './events.ts'
import { findIdentity } from './find-identity.ts'
import { createHitJudge } from './judge-hit.ts'
import { accountsOf, hashOfCaller, hashOfPerson, payerOf } from './payer.ts'
import { planQueries } from './plan-queries.ts'
import { createPreparation, type Prepared } from './prepare-question.ts'
import { PROMPT_VERSION } from './prompt-version.ts'
import { createReadings } from './readings.ts'
import { type FillRequest, isWholeRequest, type QuestionRequest, storedRequest } from './request.ts'
import { versionsOf } from './resolve.ts'
import type { TopQuestions } from './top-questions.ts'
import { nobodyWrites } from './writer-ladder.ts'

export type AnswersDeps = {
  engine: EngineDeps
  log: AnswerLog<AnswerEvent>
  provenance: Provenance
  items: CacheItems
  feedback: Feedback
  queue: FillQueue
  versions: CollectionVersions
  count: Count
  countQuestion: TopQuestions['count']
  budgets: Budgets
  /** Books what a payer's fills have used. */
  book: UsageRecorder['book']
  lifeOf: CacheDeps<AnswerEvent, FillRequest>['lifeOf']
  freshnessOf: (question: string) => FreshnessClass
  /** Answers to other wordings; undefined: none are served. `around`: all that makes a key but the question. */
  neighboursOf?:
    | ((options: {
        around: (request: QuestionRequest) => string
        freshnessOf: (question: string) => FreshnessClass
        compare: CompareQuestions | undefined
      }) => Neighbours<AnswerEvent, FillRequest>)
    | undefined
  /** Looks at a sample of those later; undefined without a model. */
  compare: CompareQuestions | undefined
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
  /** Purges all answers that were made for a scope, and tells how many. */
  forgetScope(scope: string): Promise<number>
  settled(): Promise<void>
}

/** So many readers are known by their accounts. */
const READERS_REMEMBERED = 2_000
const SHOW_ALL = { reasoning: false, followUps: false }
const DEFAULT_USE = { use: 'default', maxAgeS: null, semantic: false } as const

/** One code path fills an answer, one reads it: a request becomes an order, and its caller reads the log of it. */
export function createAnswers(deps: AnswersDeps): AnswersCore {
  const { engine, versions, provenance, items, count, budgets } = deps
  const { clock, documents } = engine
  const ladderOf = (request: FillRequest) =>
    engine.ladder({
      mode: request.kind === 'question' ? request.mode : 'fast',
      model: request.model,
      wantsObject: request.kind === 'question' && Boolean(request.jsonSchema),
    })
  const keyOfRequest = (request: FillRequest) => {
    const writer = ladderOf(request).rungs[0]?.writer
    const named = `${writer?.served ?? 'search_only'}:${engine.nameModel(writer?.model ?? null)}`
    return keyOf(request, { prompt: PROMPT_VERSION, writer: named })
  }
  const { freshnessOf, compare } = deps
  const neighbours = deps.neighboursOf?.({ around: keyOfRequest, freshnessOf, compare })
  const cache = createCache(deps, neighbours)
  const judge = createHitJudge({ neighbours, versions })
  const freshMs = (freshness: FreshnessClass) => {
    const retrievedAt = clock.now()
    const facts = { retrievedAt, freshness, degraded: false, collections: {}, passages: null }
    return deps.lifeOf(facts, '').freshUntil - retrievedAt
  }
  const readings = createReadings({
    ...{ cache, clock, count, freshnessOf: factsFor(deps), freshMs },
    countQuestion: deps.countQuestion,
    book: (reader, model, counts) => deps.book(accountsOfReader(reader), model ?? 'none', counts),
  })
  const purging = { cache, provenance, items, clock }

  /** The scope is in the address, so it is no part of the key. */
  const orderOf = (request: FillRequest, collections: Record<string, number>): Order<FillRequest> => {
    return { address: { scope: request.scope, key: keyOfRequest(request) }, request, collections }
  }

  const { prepare, recall } = createPreparation({
    versions,
    orderOf(request, collections) {
      if (ladderOf(request).rungs.length === 0) throw nobodyWrites(request, engine.models)
      return orderOf(request, collections)
    },
    freshnessOf: deps.freshnessOf,
  })

  const askCache = async (
    { order, asking, view }: Prepared,
    caller: Caller,
    { isDeferred = false, idempotency }: AskOptions,
  ): Promise<Reading> => {
    const { maxAgeS, semantic } = asking
    const hash = hashOfCaller(caller)
    // Most readers end here: nobody has to be asked for anything.
    const recalled = idempotency ? undefined : cache.recall(order, asking)
    if (recalled) return readings.open(recalled, order, { hash, view, maxAgeS, semantic, isDeferred })
    const ask = async () => {
      const { asked, served } = await askWithin(
        { order, asking: { ...asking, reader: hash, isQueued: isDeferred } },
        { cache, orderOf, ladderOf, ...(await allowed(caller, hash)) },
      )
      return readings.open(asked, served.order, {
        hash,
        view: served.pushed ? { ...view, pushed: served.pushed } : view,
        maxAgeS,
        semantic,
        isDeferred,
      })
    }
    if (!idempotency) return ask()
    const { joinFirst } = await import('./idempotency.ts')
    return joinFirst(
      { items, clock },
      { ...idempotency, caller: hash },
      { ask, join: (id) => readings.resume(findIdentity(id, caller), { hash, view, after: null, order }) },
    )
  }

  const allowed = async (caller: Caller, hash: string) =>
    caller.isOverLimit
      ? { allowance: 'none' as const, reason: 'over_limit' as const }
      : {
          allowance: await budgets.allowanceOf(payerOf(hash), caller.budget),
          reason: 'budget_spent' as const,
        }

  return {
    async ask(request, caller, options = {}) {
      const prepared = recall(request, caller) ?? (await prepare(request, caller, options.within))
      return askCache(prepared, caller, options)
    },

    async summarize({ url, text, document_id, length, language, focus }, caller, options = {}) {
      const { resolveSubject, scopeOfSubject } = await import('./subject.ts')
      const subject = await resolveSubject({ url, text, document_id }, caller, documents)
      const { scope, isUnstored } = scopeOfSubject(subject, caller)
      const request = { kind: 'summary' as const, scope, subject, model: null, length, language, focus }
      const view = { question: focus ?? '', requestedMode: 'fast' as const, hide: SHOW_ALL }
      const order = orderOf(request, await versionsOf(request, { versions }))
      return askCache({ order, asking: { ...DEFAULT_USE, isUnstored }, view }, caller, options)
    },

    async search(request, caller, { signal }) {
      const { searchOnly } = await import('./search.ts')
      return searchOnly(request, caller, { deps: engine, resolve: { versions }, signal })
    },

    get: async (id, caller): Promise<Answer> => readings.snapshot(findIdentity(id, caller)),

    async resume(id, caller, { after }) {
      const identity = findIdentity(id, caller)
      const view = { question: null, requestedMode: null, hide: SHOW_ALL }
      const again = async (request: FillRequest) => orderOf(request, await versionsOf(request, { versions }))
      return readings.resume(identity, { hash: hashOfCaller(caller), view, after, again })
    },

    async cancel(id, caller) {
      const identity = findIdentity(id, caller)
      // Who is not alone stops reading by hanging up; the others read on.
      const outcome = await cache.cancel(identity, hashOfCaller(caller))
      return readings.snapshot(identity, { isFresh: outcome !== 'not_alone' })
    },

    async feedback(id, { verdict, comment }, caller) {
      const identity = findIdentity(id, caller)
      const found = await cache.find(identity)
      const who = { caller: hashOfCaller(caller), person: hashOfPerson(caller) }
      await deps.feedback.put(identity, { ...who, verdict, comment, at: clock.now() })
      if (found.match) await judge(found, { verdict, caller })
      else if (verdict === 'wrong_hit') await cache.expire(identity)
    },

    purge: async (request, caller) => (await loadPurging()).purgeCache(purging, request, caller),
    work: cache.work,
    async forgetDocument(collection, id) {
      const { purgeSources } = await loadPurging()
      await purgeSources(purging, [`document:${collection}/${id}`])
    },
    async forgetScope(scope) {
      const { purgeSources } = await loadPurging()
      return (await purgeSources(purging, [scopeName(scope)])).answers
    },
    settled: cache.settled,
  }
}

const accountsOfReader = memoise((hash) => accountsOf(payerOf(hash)), { max: READERS_REMEMBERED })

const loadPurging = () => import('./purge-cache.ts')

/** Loads the flow: a process that answers from the cache starts sooner without it. */
const fill = (...given: Parameters<typeof import('./engine.ts').fillAnswer>) =>
  streamLazily(async () => (await import('./engine.ts')).fillAnswer(...given))

const factsFor =
  ({ freshnessOf }: Pick<AnswersDeps, 'freshnessOf'>) =>
  (request: FillRequest) =>
    freshnessOf(request.kind === 'question' ? request.question : (request.focus ?? ''))

function createCache(
  deps: AnswersDeps,
  neighbours: Neighbours<AnswerEvent, FillRequest> | undefined,
): AnswerCache<AnswerEvent, FillRequest> {
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
    neighbours,
    timeoutMs: engine.timeoutMs,
    produce: (request, context) =>
      countFill(deps, fill(request, engine, context), {
        freshness: freshnessOf(request),
        payer: payerOf(context.startedBy),
      }),
    factsFor: (request) => ({ freshness: freshnessOf(request) }),
    rowOf: storedRequest,
    isWhole: isWholeRequest,
    passagesNow: (request) => passagesNow(request, engine),
    enqueue: (identity) => queue.send(identity),
  })
}

/** As `FillFacts.passages` was told by the flow. */
async function passagesNow(request: FillRequest, engine: EngineDeps): Promise<string | null> {
  if (request.kind === 'question') {
    const { findPassagesNow } = await import('./retrieve.ts')
    const { detectLanguage } = await import('../text/language.ts')
    const { question, maxSources: limit } = request
    const language = request.language ?? detectLanguage(question) ?? 'en'
    return findPassagesNow(request, planQueries(question), { deps: engine, limit, language })
  }
  if (request.subject.kind !== 'document') return null
  const { collection, documentId } = request.subject
  return (await engine.documents.get(collection, documentId))?.contentHash ?? null
}
