import type { Answer, CacheOutcome } from '../api/answer.ts'
import { type AnswerIdentity, decodeAnswerId, encodeAnswerId } from '../cache/answer-id.ts'
import { type FillDeps, startFill } from '../cache/fill.ts'
import { answerKey } from '../cache/key.ts'
import { createLiveLogs, followLive } from '../cache/live-logs.ts'
import { purgeAnswer, readById } from '../cache/read-by-id.ts'
import { IngotError } from '../errors.ts'
import { sha256Hex } from '../lib/hash.ts'
import { callerScopes, collectionScope } from '../lib/scope.ts'
import type { AnswerLog } from '../ports/answer-log.ts'
import type { Caller } from '../ports/callers.ts'
import type { Answers, NumberedEvent, Reading } from './answers.ts'
import { foldAnswer } from './assemble-answer.ts'
import { PROMPT_VERSION } from './build-prompt.ts'
import { fillAnswer } from './engine.ts'
import type { EngineDeps } from './engine-deps.ts'
import { type Envelope, readThrough } from './envelope.ts'
import { ANSWER_EVENT_RULES, type AnswerEvent } from './events.ts'
import { NO_USAGE } from './outcome.ts'
import { type FillRequest, type SummarySubject, storedRequest } from './request.ts'
import { resolveQuestion } from './resolve.ts'
import { searchOnly } from './search.ts'

export type AnswersDeps = {
  engine: EngineDeps
  log: AnswerLog<AnswerEvent>
  /** Names this process in leases and rows. */
  owner: string
}

const MISS: CacheOutcome = { state: 'miss', layer: null, age_s: 0 }
const SHOW_ALL = { reasoning: false, followUps: false }

/** One code path fills an answer, one reads it: a request becomes a fill, and its caller reads the fill's log. */
export function createAnswers({ engine, log, owner }: AnswersDeps): Answers & { settled(): Promise<void> } {
  const { clock, documents } = engine
  const live = createLiveLogs<AnswerEvent>()
  const fillDeps: FillDeps<AnswerEvent> = { log, live, rules: ANSWER_EVENT_RULES, clock, owner }
  const running = new Set<Promise<void>>()
  const resolve = { collectionVersion: (collection: string) => documents.version(collection) }

  /** Fills, and reads what is filled. The scope is in the address, so it is no part of the key. */
  const fillAndRead = async (
    request: FillRequest,
    reader: Pick<Envelope, 'question' | 'requestedMode' | 'hide'>,
  ): Promise<Reading> => {
    const askedAt = clock.now()
    const { scope, ...keyed } = storedRequest(request)
    const address = { scope, key: answerKey({ prompt: PROMPT_VERSION, ...keyed }) }
    const {
      fill,
      fence,
      live: written,
      done,
    } = await startFill(fillDeps, {
      address,
      request: storedRequest(request),
      timeoutMs: engine.timeoutMs,
      produce: (signal) => fillAnswer(request, engine, signal),
    })
    running.add(done)
    void done.finally(() => running.delete(done))
    const id = encodeAnswerId({ ...address, fill })
    const envelope: Envelope = { id, fence, cache: MISS, askedAt, ...reader }
    return { id, events: readThrough(followLive(written), envelope, clock) }
  }

  return {
    async ask(request, caller) {
      engine.ladder({ mode: 'fast', model: request.model })
      const resolved = await resolveQuestion(request, caller, resolve)
      const hide = { reasoning: !request.reasoning, followUps: !request.follow_ups }
      return fillAndRead(resolved, { question: request.question, requestedMode: request.mode, hide })
    },

    async summarize({ url, text, document_id, length, language, focus }, caller) {
      const subject = await resolveSubject({ url, text, document_id }, caller, documents)
      const scope = scopeOfSubject(subject, caller)
      const order = { kind: 'summary' as const, scope, subject, length, language, focus }
      return fillAndRead(order, { question: focus ?? '', requestedMode: 'fast', hide: SHOW_ALL })
    },

    search: (request, caller, { signal }) => searchOnly(request, caller, { deps: engine, resolve, signal }),

    async get(id, caller): Promise<Answer> {
      const identity = identityFor(id, caller)
      const { events, fence } = await readById(fillDeps, identity)
      const end = events.find((event) => event.type === 'answer-end')
      const envelope: Envelope = {
        id,
        fence,
        question: end?.standalone_question ?? '',
        requestedMode: end?.mode.requested ?? 'auto',
        cache: MISS,
        askedAt: clock.now(),
        hide: SHOW_ALL,
      }
      const read: NumberedEvent[] = []
      for await (const numbered of readThrough(events, envelope, clock)) read.push(numbered)
      const answer = foldAnswer(read.map(({ event }) => event))
      // Reading by id costs nothing: the question that made it was charged.
      return { ...answer, usage: NO_USAGE }
    },

    async purge(id, caller) {
      await purgeAnswer(fillDeps, identityFor(id, caller))
    },

    async settled() {
      await Promise.all(running)
    },
  }
}

/** An id out of the caller's scopes is as good as none. */
function identityFor(id: string, caller: Caller): AnswerIdentity {
  const identity = decodeAnswerId(id)
  if (callerScopes(caller).includes(identity.scope)) return identity
  throw new IngotError('not_found', 'There is no answer of this id.')
}

async function resolveSubject(
  given: { url?: string | undefined; text?: string | undefined; document_id?: string | undefined },
  caller: Caller,
  documents: EngineDeps['documents'],
): Promise<SummarySubject> {
  if (given.url !== undefined) return { kind: 'url', url: given.url }
  if (given.text !== undefined) return { kind: 'text', text: given.text, contentHash: sha256Hex(given.text) }
  const documentId = given.document_id ?? ''
  for (const name of ['my_documents', 'documents'] as const) {
    const collection = collectionScope(name, caller)
    if (await documents.get(collection, documentId)) return { kind: 'document', collection, documentId }
  }
  throw new IngotError('not_found', 'There is no document of this id.', {
    fields: [{ path: 'document_id', message: 'no such document' }],
  })
}

/** A text belongs to who sent it; a document to its collection; a public page to everybody. */
function scopeOfSubject(subject: SummarySubject, caller: Caller): string {
  switch (subject.kind) {
    case 'url':
      return 'public'
    case 'text':
      return collectionScope('my_documents', caller)
    case 'document':
      return subject.collection
  }
}
