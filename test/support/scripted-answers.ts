import type { AppDeps, LogEntry } from '../../functions/http/app-deps.ts'
import type { Answers, NumberedEvent, Reading } from '../../shared/answer/answers.ts'
import type { Answer } from '../../shared/api/answer.ts'
import type { StreamedEvent } from '../../shared/api/answer-events.ts'
import type { Document, Upload } from '../../shared/api/documents.ts'
import { ANSWER_EXAMPLE, SEARCH_EXAMPLE } from '../../shared/api/openapi-examples.ts'
import { createKeyRing } from '../../shared/callers/key-ring.ts'
import { IngotError } from '../../shared/errors.ts'
import { cacheStatsOf } from '../../shared/metrics/cache-stats.ts'
import type { Caller } from '../../shared/ports/callers.ts'
import { createMemoryApiKeys } from './memory-api-keys.ts'

export const CALLER: Caller = { tenant: 'local', user: 'local', scopes: ['read', 'write', 'operator'] }

const { synopsis, citations, sources, follow_ups, reasoning, warnings, error, ...end } = ANSWER_EXAMPLE
const { id, question, mode, cache } = end
const [{ synopsis: sourceSynopsis, read, ...source } = {} as Answer['sources'][number]] = sources

export const START: NumberedEvent = {
  id: null,
  event: { type: 'answer-start', id, question, mode: { requested: mode.requested }, cache },
}

/** A stream that amounts to `ANSWER_EXAMPLE`. */
export const EVENTS: readonly NumberedEvent[] = [
  START,
  ...numbered([
    { type: 'search-start', queries: ['causes of the tides'] },
    { type: 'source', ...source },
    { type: 'page-read', n: 1, read, ms: 12 },
    { type: 'source-synopsis', n: 1, text: sourceSynopsis ?? '' },
    { type: 'synopsis-delta', text: synopsis.slice(0, 20) },
    { type: 'synopsis-delta', text: synopsis.slice(20) },
    ...citations.map((citation) => ({ type: 'citation' as const, ...citation })),
    { type: 'follow-ups', questions: follow_ups },
    { type: 'answer-end', ...end },
  ]),
]

export function numbered(events: readonly StreamedEvent[]): NumberedEvent[] {
  return events.map((event, n) => ({ id: 7_000_000 + n, event }))
}

export async function* play(events: readonly NumberedEvent[]): AsyncGenerator<NumberedEvent> {
  yield* events
}

/** Answers with the same reading to everything, and keeps what it was asked. */
export function scriptedAnswers(reading: () => AsyncIterable<NumberedEvent> = () => play(EVENTS)) {
  const asked: { request: unknown; caller: Caller }[] = []
  const start = async (request: unknown, caller: Caller): Promise<Reading> => {
    asked.push({ request, caller })
    return { id, cache, isDeferred: false, events: reading() }
  }
  const answers: Answers = {
    ask: start,
    summarize: start,
    async search(request, caller) {
      asked.push({ request, caller })
      return SEARCH_EXAMPLE
    },
    async get(askedId) {
      if (askedId !== id) throw new IngotError('not_found', 'There is no answer of this id.')
      return ANSWER_EXAMPLE
    },
    async resume(askedId, caller, { after }) {
      asked.push({ request: { askedId, after }, caller })
      if (askedId !== id) throw new IngotError('not_found', 'There is no answer of this id.')
      return { id, cache, isDeferred: false, events: reading() }
    },
    async cancel(askedId) {
      if (askedId !== id) throw new IngotError('not_found', 'There is no answer of this id.')
      return { ...ANSWER_EXAMPLE, status: 'cancelled' }
    },
    async feedback(askedId, feedback, caller) {
      if (askedId !== id) throw new IngotError('not_found', 'There is no answer of this id.')
      asked.push({ request: feedback, caller })
    },
    async purge({ answer }) {
      if (answer !== undefined && answer !== id) {
        throw new IngotError('not_found', 'There is no answer of this id.')
      }
      return { answers: 1, items: 0 }
    },
  }
  return { answers, asked }
}

export const DOCUMENT: Document = {
  id: 'doc_1',
  title: 'Tides',
  origin: null,
  collection: 'documents',
  language: 'en',
  characters: 42,
  state: 'ready',
  updated_at: '2026-11-23T20:15:00Z',
}

export const UPLOAD: Upload = {
  id: 'doc_2',
  url: '/uploads/token',
  method: 'PUT',
  headers: { 'content-type': 'application/pdf' },
  expires_at: '2026-11-23T20:30:00Z',
}

const THREAD = {
  id: 'thr_1',
  title: 'Tides',
  turns: 0,
  created_at: '2026-11-23T20:15:00Z',
  updated_at: '2026-11-23T20:15:00Z',
}

/** What the app needs around its answers; `log` holds what it logged. */
export function scriptedDeps(overrides: Partial<AppDeps> = {}): AppDeps & { logged: LogEntry[] } {
  const logged: LogEntry[] = []
  const added = async () => ({ outcome: 'created' as const, document: DOCUMENT })
  return {
    logged,
    answers: scriptedAnswers().answers,
    ingest: {
      addText: added,
      addUrl: added,
      addFile: added,
      get: async () => DOCUMENT,
      read: async () => ({ document: DOCUMENT, text: 'The Moon causes most of the tide on Earth.' }),
      list: async () => ({ documents: [DOCUMENT], nextCursor: null }),
      remove: async () => undefined,
      startUpload: async () => UPLOAD,
      receiveUpload: async (_, { read }) => void (await read(42)),
      processUpload: async () => 'ready',
      sweepUploads: async () => undefined,
    },
    openCalls: { remember: async () => undefined, find: async () => undefined },
    conversations: {
      create: async () => THREAD,
      list: async () => ({ threads: [THREAD], next_cursor: null }),
      get: async () => THREAD,
      turns: async () => ({ turns: [], next_cursor: null }),
      rename: async (_, title) => ({ ...THREAD, title }),
      remove: async () => undefined,
    },
    erase: async () => ({ threads: 1, documents: 0, answers: 2, feedback: 0 }),
    pages: {
      read: async (url) => ({
        kind: 'page',
        page: { url, title: 'Tides', text: 'The Moon.', language: 'en', site: null, published: null },
      }),
    },
    embeddings: [],
    models: () => ({ object: 'list', data: [] }),
    readiness: async () => ({ status: 'ready', dependencies: { store: 'ok' } }),
    cacheStats: async () => cacheStatsOf([]),
    readCounts: async () => [],
    readUsage: async () => [],
    keys: createKeyRing({ keys: createMemoryApiKeys(), clock: STILL }),
    authenticate: async () => CALLER,
    limits: { admit: () => undefined },
    clock: STILL,
    version: '1.2.3',
    bodyLimitBytes: 100_000,
    assets: async (name) =>
      name === 'swagger-ui.css' ? { body: new Uint8Array([1]), contentType: 'text/css' } : undefined,
    log: (entry) => logged.push(entry),
    newRequestId: () => 'request-1',
    ...overrides,
  }
}

/** Time stands still: who sleeps wakes only by its signal. */
const STILL: AppDeps['clock'] = {
  now: () => 1_000,
  sleep: (_, { signal } = {}) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason))),
}

export function postJson(body: unknown, headers: Record<string, string> = {}): RequestInit {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: text }
}
