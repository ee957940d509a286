import type { Answer, ThreadPlace } from '../../api/answer.ts'
import type { StreamedEvent } from '../../api/answer-events.ts'
import type { AnswerRequest } from '../../api/answer-request.ts'
import { IngotError } from '../../errors.ts'
import { sha256Hex } from '../../lib/hash.ts'
import type { Caller } from '../../ports/callers.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ThreadRecord, Threads, TurnRecord } from '../../ports/threads.ts'
import { cut } from '../../text/cut.ts'
import type { Answers, AskOptions, NumberedEvent, Reading, Said } from '../answers.ts'
import { foldAnswer } from '../assemble-answer.ts'
import type { RewriteByModel } from './model-rewriting.ts'
import { checkThreadId, noThread, ownerOf } from './owner.ts'
import { type Resolved, resolveFollowUp } from './resolve-follow-up.ts'
import { hasEnded } from './tell-turns.ts'

export type ThreadDeps = {
  threads: Pick<Threads, 'get' | 'append' | 'keep' | 'turns'>
  answers: Pick<Answers, 'ask' | 'get'>
  clock: Clock
  /** Undefined without a model. */
  rewrite: RewriteByModel | undefined
}

/** How far back a follow-up may reach. */
const TURNS_LOOKED_AT = 4
const TITLE_LENGTH = 80
const APPEND_ATTEMPTS = 20

/**
 * Asks a question as the next turn of a conversation: first as a question of its own, then the turn is written,
 * then the stream opens. A request repeated under its `Idempotency-Key` is the same turn.
 */
export async function askInThread(
  deps: ThreadDeps,
  { thread_id: id, ...request }: AnswerRequest & { thread_id: string },
  caller: Caller,
  options: AskOptions,
): Promise<Reading> {
  const owner = ownerOf(caller)
  checkThreadId(id)
  const thread = await deps.threads.get(owner, id)
  if (!thread) throw noThread()
  const before = await latestTurns(deps, owner, id)
  const requestKey = options.idempotency ? sha256Hex(options.idempotency.key, 40) : null

  const { standaloneQuestion, resolvedBy }: Resolved =
    repeatedIn(before, requestKey) ??
    (await resolveFollowUp(request.question, before.map(saidIn), { ...deps, caller }))
  const reading = await deps.answers.ask(
    { ...request, question: standaloneQuestion, thread_id: null },
    caller,
    { ...options, within: { question: request.question, isStandalone: resolvedBy !== 'nobody' } },
  )
  const asked = {
    ...{ question: request.question, standaloneQuestion, resolvedBy, requestKey },
    ...{ answerId: reading.id, askedAt: deps.clock.now() },
    answer: reading.finished ? await endedAnswer(deps, reading.id, caller) : null,
  }
  const turn = await append(deps, { owner, thread, before }, asked)
  const place = { id, turn: turn.n, standalone_question: standaloneQuestion, resolved_by: resolvedBy }
  const keep = (answer: Answer) => deps.threads.keep(owner, id, turn.n, answer)
  return inThread(reading, place, turn.answer ? undefined : keep)
}

const saidIn = ({ standaloneQuestion, answer }: TurnRecord): Said => ({
  question: standaloneQuestion,
  answer: answer?.synopsis ?? null,
})

const latestTurns = ({ threads }: Pick<ThreadDeps, 'threads'>, owner: string, id: string) =>
  threads.turns(owner, id, { before: null, limit: TURNS_LOOKED_AT })

const repeatedIn = (turns: readonly TurnRecord[], requestKey: string | null) =>
  requestKey === null ? undefined : turns.find((turn) => turn.requestKey === requestKey)

/** The next turn, or the one that the same request has made already. */
async function append(
  deps: Pick<ThreadDeps, 'threads'>,
  { owner, thread, before }: { owner: string; thread: ThreadRecord; before: readonly TurnRecord[] },
  asked: Omit<TurnRecord, 'n'>,
): Promise<TurnRecord> {
  const title = cut(asked.question.trim().replaceAll(/\s+/g, ' '), TITLE_LENGTH)
  let known = before
  for (let attempt = 1; attempt <= APPEND_ATTEMPTS; attempt += 1) {
    const repeated = repeatedIn(known, asked.requestKey)
    if (repeated) return repeated
    const turn = { ...asked, n: Math.max(thread.turns, known[0]?.n ?? 0) + 1 }
    const outcome = await deps.threads.append(owner, thread.id, turn, { title })
    if (outcome === 'gone') throw noThread()
    if (outcome === 'appended') return turn
    known = await latestTurns(deps, owner, thread.id)
  }
  throw new IngotError('store_unavailable', 'Too many questions are asked in this thread at once.')
}

async function endedAnswer(
  { answers }: Pick<ThreadDeps, 'answers'>,
  id: string,
  caller: Caller,
): Promise<Answer | null> {
  const answer = await answers.get(id, caller).catch(() => null)
  return answer && hasEnded(answer) ? answer : null
}

/** The reading, which says where in its thread it stands; `keep` is given the answer at its end. */
function inThread(
  reading: Reading,
  thread: ThreadPlace,
  keep: ((answer: Answer) => Promise<void>) | undefined,
): Reading {
  const finished = () => {
    const whole = reading.finished?.()
    return whole && { ...whole, json: withThread(whole.json, thread) }
  }
  const events = { [Symbol.asyncIterator]: () => telling(reading.events, thread, keep) }
  return { ...reading, ...(reading.finished ? { finished } : {}), events }
}

/** Not a generator: one that has not begun would not notice that its reader leaves. */
function telling(
  events: Reading['events'],
  thread: ThreadPlace,
  keep: ((answer: Answer) => Promise<void>) | undefined,
): AsyncIterator<NumberedEvent> {
  const source = events[Symbol.asyncIterator]()
  const seen: StreamedEvent[] = []
  return {
    async next() {
      const step = await source.next()
      if (step.done) return step
      const { id, event } = step.value
      if (keep) seen.push(event)
      if (event.type === 'answer-start') return { done: false, value: { id, event: { ...event, thread } } }
      if (event.type !== 'answer-end' && event.type !== 'answer-error') return step
      // Who lists the turns makes up for a copy that could not be stored.
      await keep?.(foldAnswer(seen)).catch(() => undefined)
      if (event.type === 'answer-error') return step
      return { done: false, value: { id, event: { ...event, thread } } }
    },
    async return() {
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
}

/** An object in JSON, with one more member in front. */
function withThread(json: Uint8Array, thread: ThreadPlace): Uint8Array<ArrayBuffer> {
  const head = Buffer.from(`{"thread":${JSON.stringify(thread)},`)
  const whole = Buffer.allocUnsafe(head.length + json.length - 1)
  head.copy(whole)
  whole.set(json.subarray(1), head.length)
  return whole
}
