import type { Answer } from '../api/answer.ts'
import { NO_USAGE } from '../api/no-usage.ts'
import type { SealedAnswer } from '../ports/answer-log.ts'
import type { FinishedAnswer } from './answers.ts'
import { foldAnswer } from './assemble-answer.ts'
import { type Envelope, readMode, wrapEnd } from './envelope.ts'
import type { AnswerEvent, FillEnd } from './events.ts'

type EnvelopeOf = Pick<Answer, 'id' | 'question' | 'mode' | 'cache' | 'usage' | 'timing'>

/** What is the same for every reader of a sealed answer: made once a copy, since thousands may read it. */
type Shared = {
  end: FillEnd
  answer: Omit<Answer, keyof EnvelopeOf>
  /** In UTF-8, by whether the follow-up questions are hidden. */
  rests: Map<boolean, Buffer>
  /** What the last reader got: within a second, the next one who asks in the same words gets the same bytes. */
  last?: { envelope: Envelope; finished: FinishedAnswer }
}
const shared = new WeakMap<SealedAnswer<AnswerEvent>, Shared>()

/**
 * A sealed answer as JSON for one reader, at once; undefined when what they want is not in the sealed copy
 * (the reasoning is kept apart).
 */
export function finishedAnswer(
  sealed: SealedAnswer<AnswerEvent>,
  envelope: Envelope,
  now: number,
): FinishedAnswer | undefined {
  if (!envelope.hide.reasoning && sealed.events.includes(null)) return undefined
  const known = shared.get(sealed) ?? share(sealed)
  if (!known) return undefined
  const total_ms = Math.max(0, now - envelope.askedAt)
  const { last } = known
  if (last && last.finished.timing.total_ms === total_ms && readsAlike(last.envelope, envelope)) {
    return last.finished
  }
  const { end } = known
  const timing = { search_ms: 0, read_ms: 0, first_delta_ms: total_ms, total_ms }
  const own: EnvelopeOf = {
    id: envelope.id,
    question: envelope.question ?? end.standalone_question,
    mode: readMode(end.mode, envelope),
    cache: envelope.cache,
    usage: NO_USAGE,
    timing,
  }
  const finished = { json: joined(JSON.stringify(own), restOf(known, envelope.hide)), timing }
  known.last = { envelope, finished }
  return finished
}

/** Whether two readers of one copy get the same words. What the copy saved is the same for both. */
const readsAlike = (one: Envelope, other: Envelope): boolean =>
  one.cache.age_s === other.cache.age_s &&
  one.cache.expires_in_s === other.cache.expires_in_s &&
  one.cache.state === other.cache.state &&
  one.cache.layer === other.cache.layer &&
  one.cache.matched_question === other.cache.matched_question &&
  one.cache.similarity === other.cache.similarity &&
  one.question === other.question &&
  one.requestedMode === other.requestedMode &&
  one.pushed?.served === other.pushed?.served &&
  one.pushed?.reason === other.pushed?.reason &&
  one.hide.followUps === other.hide.followUps &&
  one.id === other.id

function restOf({ answer, rests }: Shared, { followUps }: Envelope['hide']): Buffer {
  const shown = followUps ? { ...answer, follow_ups: [] } : answer
  const rest = rests.get(followUps) ?? Buffer.from(JSON.stringify(shown).slice(1))
  rests.set(followUps, rest)
  return rest
}

/** Two objects as one: the reader's own part, and the shared one, which was encoded before. */
function joined(own: string, rest: Buffer): Uint8Array<ArrayBuffer> {
  const length = Buffer.byteLength(own)
  const json = Buffer.allocUnsafe(length + rest.length)
  json.write(own)
  rest.copy(json, length)
  json[length - 1] = COMMA
  return json
}
const COMMA = 0x2c

const NOBODY: Omit<Envelope, 'askedAt' | 'hide' | 'cache'> = {
  id: '',
  question: null,
  requestedMode: null,
  isCharged: true,
  isReplay: true,
}

function share(sealed: SealedAnswer<AnswerEvent>): Shared | undefined {
  const end = sealed.events.at(-1)
  if (end?.type !== 'answer-end') return undefined
  const cache = {
    ...{ state: 'hit' as const, layer: 'exact' as const, age_s: 0, freshness: sealed.facts.freshness },
    ...{ expires_in_s: null, matched_question: null, similarity: null },
    saved: { model_calls: 0, tokens: 0, gpu_seconds: 0, usd: 0 },
  }
  const wrapped = wrapEnd(end, { ...NOBODY, cache }, { first_delta_ms: null, total_ms: 0 })
  const start = {
    type: 'answer-start' as const,
    id: '',
    question: '',
    mode: { requested: 'auto' as const },
    cache,
  }
  const told = sealed.events.slice(0, -1).filter((event) => event !== null) as Exclude<AnswerEvent, FillEnd>[]
  const { id, question, mode, cache: _, usage, timing, ...rest } = foldAnswer([start, ...told, wrapped])
  const made: Shared = { end, answer: rest, rests: new Map() }
  shared.set(sealed, made)
  return made
}
