import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createExtractiveWriter } from '../../shared/adapters/extractive/synopsis-writer.ts'
import { createLocalIndex } from '../../shared/adapters/local-index/document-index.ts'
import { fillAnswer } from '../../shared/answer/engine.ts'
import type { EngineDeps } from '../../shared/answer/engine-deps.ts'
import type { AnswerEvent } from '../../shared/answer/events.ts'
import type { QuestionRequest } from '../../shared/answer/request.ts'
import { createWriterLadder } from '../../shared/answer/writer-ladder.ts'
import { Filters } from '../../shared/api/common.ts'
import { IngotError } from '../../shared/errors.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { splitPassages } from '../../shared/text/passages.ts'
import type { EvalDocument, EvalSet } from './data.ts'

/** All corpora of one language, in the engine's own index. Copies of one text are one document. */
export type Pool = { collection: string; documents: Map<string, EvalDocument> }

export type EvalEngine = {
  deps: EngineDeps
  pools: Map<string, Pool>
  /** Confidence of the last synopsis, as the writer gave it. */
  lastConfidence(): number
  close(): Promise<void>
}

/** The real engine over the real index, with every pool filled; only the stores are left out. */
export async function createEvalEngine(
  sets: readonly EvalSet[],
  overrides: Partial<EngineDeps> = {},
): Promise<EvalEngine> {
  const directory = await mkdtemp(path.join(tmpdir(), 'ingot-eval-'))
  const index = createLocalIndex({ directory })
  const pools = new Map<string, Pool>()
  for (const set of sets) {
    const pool = pools.get(set.language) ?? { collection: `tenant:${set.language}`, documents: new Map() }
    pools.set(set.language, pool)
    for (const document of set.documents) pool.documents.set(document.contentHash, document)
  }
  for (const [language, pool] of pools) await fillPool(index, pool, language)

  const error = new IngotError('page_unavailable', 'no web in this run')
  const noWeb = async () => ({ kind: 'unreadable' as const, error })
  let confidence = 0
  const writer = createExtractiveWriter()
  /** The writer itself, overheard. */
  const extractive: typeof writer = {
    ...writer,
    async *write(request, options) {
      for await (const part of writer.write(request, options)) {
        if (part.type === 'finish') confidence = part.confidence ?? 0
        yield part
      }
    },
  }
  const deps: EngineDeps = {
    index,
    catchUp: async () => 1,
    webSearches: [],
    nameModel: () => 'none',
    models: [],
    pageReader: { read: noWeb, parse: noWeb },
    namedPages: { read: noWeb },
    documents: {
      commit: async () => 1,
      version: async () => 1,
      totals: async () => ({ documents: 0, bytes: 0 }),
      changesAfter: async function* () {
        yield* []
      },
      get: async () => undefined,
      list: async () => ({ documents: [], nextCursor: null }),
    },
    clock: systemClock,
    report: () => undefined,
    timeoutMs: 60_000,
    costOf: () => ({ gpu_seconds: 0, usd: 0 }),
    extractive,
    synopses: { of: (_, make) => make() },
    ladder: createWriterLadder({ models: [], ladder: [], extractive }),
    ...overrides,
  }
  return {
    deps,
    pools,
    lastConfidence: () => confidence,
    async close() {
      index.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

const DOCUMENTS_A_BATCH = 200

async function fillPool(index: EngineDeps['index'], pool: Pool, language: string): Promise<void> {
  const documents = [...pool.documents.values()]
  for (let from = 0; from < documents.length; from += DOCUMENTS_A_BATCH) {
    const changes = documents.slice(from, from + DOCUMENTS_A_BATCH).map((document) => ({
      kind: 'put' as const,
      document: {
        id: document.contentHash,
        title: document.title,
        origin: document.url ?? null,
        site: null,
        language,
        published: null,
        contentHash: document.contentHash,
      },
      passages: splitPassages(document.text).map((passage) => ({
        ...passage,
        documentId: document.contentHash,
      })),
    }))
    await index.apply(pool.collection, from / DOCUMENTS_A_BATCH + 1, changes)
  }
}

export const toRequest = (question: string, pool: Pool): QuestionRequest => ({
  kind: 'question',
  scope: pool.collection,
  question,
  mode: 'fast',
  model: null,
  sources: ['documents'],
  collections: [pool.collection],
  filters: Filters.parse({}),
  language: null,
  region: null,
  maxSources: 8,
  jsonSchema: null,
  length: 'medium',
})

const UNWATCHED = {
  signal: new AbortController().signal,
  claim: async () => new Set<never>(),
  note: () => undefined,
  startedBy: 'eval',
}

/** One question through the whole flow. */
export async function runQuestion(deps: EngineDeps, request: QuestionRequest): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = []
  for await (const event of fillAnswer(request, deps, UNWATCHED)) events.push(event)
  const last = events.at(-1)
  if (last?.type === 'answer-error') throw new Error(`"${request.question}" failed: ${last.code}`)
  return events
}
