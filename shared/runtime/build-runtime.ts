import { randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoAnswerLog } from '../adapters/dynamodb/answer-log.ts'
import { createDynamoCacheItems } from '../adapters/dynamodb/cache-items.ts'
import { createDynamoCounters } from '../adapters/dynamodb/counters.ts'
import { createDynamoLedger } from '../adapters/dynamodb/ledger.ts'
import { createDynamoProvenance } from '../adapters/dynamodb/provenance.ts'
import { createDynamoSharedLists } from '../adapters/dynamodb/shared-lists.ts'
import { createInProcessQueue } from '../adapters/queue/in-process.ts'
import { createBudgets } from '../answer/admission/budgets.ts'
import { createCollectionVersions } from '../answer/collection-versions.ts'
import type { AnswerEvent } from '../answer/events.ts'
import { limitedAnswers } from '../answer/limited-answers.ts'
import { createOpenCalls } from '../answer/open-calls.ts'
import { createTopQuestions } from '../answer/top-questions.ts'
import type { Ready } from '../api/health.ts'
import { createBackground } from '../cache/background.ts'
import { freshnessOf, validityOf } from '../cache/freshness.ts'
import type { AccessFile } from '../config/access.ts'
import type { Settings } from '../config/env.ts'
import type { ModelsFile } from '../config/models.ts'
import { type IngotError, toIngotError } from '../errors.ts'
import { lazily } from '../lib/lazily.ts'
import { createCountRecorder } from '../metrics/record-counts.ts'
import { createUsageRecorder } from '../metrics/record-usage.ts'
import type { Counters } from '../ports/counters.ts'
import type { DocumentIndex } from '../ports/document-index.ts'
import type { FillQueue } from '../ports/fill-queue.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { UploadUrls } from '../ports/upload-urls.ts'
import type { WebSearch } from '../ports/web-search.ts'
import { buildEngine, listModels } from './build-engine.ts'
import { buildIdentity } from './build-identity.ts'
import { buildPersonal } from './build-personal.ts'
import { createModel } from './create-model.ts'
import { createReranker } from './create-reranker.ts'
import { findEncoder } from './find-encoder.ts'
import {
  loadCachedReader,
  loadCachedSearch,
  loadCachedSynopses,
  loadDocuments,
  loadExtractiveWriter,
  loadFeedback,
  loadFoundReader,
  loadModelSlots,
  loadNamedReader,
  loadVectorIndex,
} from './load-adapters.ts'
import { loadEmbeddings } from './load-embeddings.ts'
import { loadIngest } from './load-ingest.ts'
import { loadNeighbours } from './load-neighbours.ts'
import { systemClock } from './system-clock.ts'
import { createWebSearches } from './web-searches.ts'

/** Takes the failures that callers see only as a code. */
export type Report = (error: IngotError) => void

/** What every runtime does alike, once it knows where it stores. */
export function buildRuntime(options: {
  settings: Settings
  models: ModelsFile
  access: AccessFile
  /** Who knows it is the machine's own user. Default: nobody does. */
  localSecret?: string | undefined
  client: DynamoDBClient
  tables: { cache: string; app: string }
  objects: ObjectStore
  index: DocumentIndex
  /** Where clients send large files. Default: to this server. */
  uploadUrls?: UploadUrls | undefined
  /** Default: as the settings say. */
  webSearches?: readonly WebSearch[] | undefined
  /** Where fills go that nobody waits for. Default: this process works them. */
  queue?: FillQueue
  /** Wraps the shared counters, e.g. to tell of what is counted. */
  decorateCounters?: (counters: Counters) => Counters
  report?: Report | undefined
}) {
  const { settings, models, access, localSecret, client, tables, objects, index } = options
  const { report = () => undefined } = options
  const clock = systemClock
  const log = createDynamoAnswerLog<AnswerEvent>({ client, tableName: tables.cache, clock })
  const documents = loadDocuments({ client, tableName: tables.app, clock })
  const stored = createDynamoCounters({ client, tableName: tables.cache })
  const counters = options.decorateCounters?.(stored) ?? stored
  const recorder = createCountRecorder({ counters, clock })
  const { keptDays } = settings
  const ledger = createDynamoLedger({ client, tableName: tables.app, keptDays: keptDays.usage })
  const feedback = loadFeedback({ client, tableName: tables.app, keptDays: keptDays.feedback })
  const usage = createUsageRecorder({ ledger, clock })
  const items = createDynamoCacheItems({ client, tableName: tables.cache, clock })
  const provenance = createDynamoProvenance({ client, tableName: tables.cache, clock })
  const background = createBackground()
  const copies = { items, provenance, clock, count: recorder.count, background }
  const providers = options.webSearches ?? createWebSearches(settings, clock)
  const versions = createCollectionVersions({ documents, clock })
  const named = loadNamedReader(settings)
  const namedPages = loadCachedReader(named, copies)
  const { catchUp } = lazily(async () => {
    const { createIndexCatchUp } = await import('../ingest/index-catch-up.ts')
    return createIndexCatchUp({ documents, objects, index })
  }, ['catchUp'])
  const queue = createInProcessQueue()
  const owner = randomUUID()
  const where = { client, tableName: tables.app }
  const identity = buildIdentity({ settings, access, ...where, clock, owner, localSecret })
  const lists = createDynamoSharedLists({ client, tableName: tables.cache, clock })
  const top = createTopQuestions({ lists, log, clock, owner })
  const { semanticMaxWrong: maxWrong } = settings
  const vectors = loadVectorIndex(settings.vectorIndex)
  const encoder = findEncoder(settings, models.embeddings)
  const loadDense =
    encoder &&
    (async () =>
      (await import('./load-dense-search.ts')).loadDenseSearch(encoder, { index: vectors, report }))
  const { answers, statusOf, rewrite } = buildEngine({
    slots: loadModelSlots({ client, tableName: tables.cache, clock }),
    ports: {
      documents,
      index,
      catchUp,
      pageReader: loadCachedReader(loadFoundReader(settings, clock), copies),
      namedPages,
      webSearches: providers.map((provider) => loadCachedSearch(provider, copies)),
      fanOut: { atOnce: settings.search.atOnce },
      synopses: loadCachedSynopses(copies),
      clock,
      report,
    },
    cache: {
      log,
      provenance,
      items,
      feedback,
      queue: options.queue ?? queue,
      versions,
      count: recorder.count,
      countQuestion: top.count,
      budgets: createBudgets({ budgets: models.budgets, ledger, clock }),
      book: usage.book,
      lifeOf: (facts, seed) => validityOf({ ...facts, seed, lifetimes: settings.lifetimes }),
      freshnessOf: (question) => freshnessOf(question, { now: clock.now() }),
      owner,
      memoryBytes: settings.memoryCacheBytes,
      neighboursOf:
        maxWrong === null
          ? undefined
          : (around) =>
              loadNeighbours({
                ...around,
                lists,
                clock,
                background,
                maxWrong,
                loadDense,
                count: recorder.count,
              }),
    },
    extractive: loadExtractiveWriter(),
    models,
    createModel,
    createReranker,
    timeoutMs: settings.answerTimeoutS * 1_000,
  })
  const told = (thrown: unknown) => report(toIngotError(thrown))
  queue.workWith((fill) => answers.work(fill).catch(told))
  const ingest = loadIngest({
    ...{ documents, objects, clock, background, report: told, ...where },
    // Not from the cache: a document is what its address says now.
    pageReader: named,
    uploadUrls: options.uploadUrls,
    uploadLimitBytes: settings.uploadLimitBytes,
    quotas: settings.documentQuotas,
    onCommit(scope, version) {
      versions.changed(scope, version)
      // Ahead of the next question; whoever searches catches up anyway, and sees the failure.
      void catchUp(scope).catch(told)
    },
    onRemove: answers.forgetDocument,
  })
  const personal = buildPersonal({
    ...{ answers, ingest, provenance, feedback, ledger, clock, rewrite, ...where },
    keptDays: keptDays.threads,
  })
  const startedAt = clock.now()
  const readCounts: Counters['read'] = async (range) => {
    await recorder.flush()
    return counters.read(range)
  }
  return {
    ...personal,
    answers: limitedAnswers(personal.answers, identity.limits),
    work: answers.work,
    ingest,
    ...identity,
    clock,
    pages: namedPages,
    embeddings: loadEmbeddings(models.embeddings),
    models: () => listModels(models, { startedAt, statusOf }),
    count: recorder.count,
    readUsage: async (account: string, range: { from: string; to: string }) => {
      await usage.flush()
      return ledger.read(account, range)
    },
    openCalls: createOpenCalls({ items, clock }),
    readCounts,
    cacheStats: async (range: { from: number; to: number }) => {
      const { cacheStatsOf } = await import('../metrics/cache-stats.ts')
      return cacheStatsOf(...(await Promise.all([readCounts(range), top.read(range)])), { maxWrong })
    },
    /** Resolves when nothing goes on in the background: fills have ended, and counts are stored. */
    async settled() {
      await queue.settled()
      await answers.settled()
      await background.settled()
      await Promise.all([recorder.flush(), usage.flush(), identity.limits.settled()])
    },
    /** Removes what has expired or was given up, and goes on with uploads left half done; to be done once an hour. */
    async sweep({ signal }: { signal: AbortSignal }) {
      const sweeps = [ingest.sweepUploads({ signal }), vectors.removeExpired({ now: clock.now(), signal })]
      // The failure of one ends no other.
      await Promise.allSettled(sweeps)
      await Promise.all(sweeps)
    },
    /** The last thing to do before the client goes. */
    closeCounts: () => Promise.all([recorder.close(), usage.close(), top.flush()]).then(() => undefined),
    readiness: async (): Promise<Ready> => {
      const store = await documents.version('tenant:local').then(
        () => 'ok' as const,
        () => 'failed' as const,
      )
      const model = models.models.length > 0 ? ('ok' as const) : ('not_configured' as const)
      const dependencies = { store, model, ...searchesReady(providers) }
      return { status: store === 'ok' ? 'ready' : 'not_ready', dependencies }
    },
  }
}

/** Each search provider by name, `failed` while its breaker is open; answers are made without it meanwhile. */
const searchesReady = (providers: readonly WebSearch[]): Ready['dependencies'] =>
  Object.fromEntries(
    providers.map((provider) => [
      `web_search_${provider.name}`,
      provider.isWell?.() === false ? 'failed' : 'ok',
    ]),
  )
