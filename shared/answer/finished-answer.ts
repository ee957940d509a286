import { type Answer, NO_USAGE } from '../api/answer.ts'
import type { SealedAnswer } from '../ports/answer-log.ts'
import { foldAnswer } from './assemble-answer.ts'
import { type Envelope, wrapEnd } from './envelope.ts'
import type { AnswerEvent, FillEnd } from './events.ts'

type EnvelopeOf = Pick<Answer, 'id' | 'question' | 'mode' | 'cache' | 'usage' | 'timing'>

/** What is the same for every reader of a sealed answer: made once a copy, since thousands may read it. */
type Shared = { end: FillEnd; json: string; withoutFollowUps: string }
const shared = new WeakMap<SealedAnswer<AnswerEvent>, Shared>()

/**
 * A sealed answer as JSON for one reader, at once; undefined when what they want is not in the sealed copy
 * (the reasoning is kept apart).
 */
export function finishedAnswer(
  sealed: SealedAnswer<AnswerEvent>,
  envelope: Envelope,
  now: number,
): { json: string; timing: Answer['timing'] } | undefined {
  if (!envelope.hide.reasoning && sealed.events.includes(null)) return undefined
  const known = shared.get(sealed) ?? share(sealed)
  if (!known) return undefined
  const total_ms = Math.max(0, now - envelope.askedAt)
  const { end } = known
  const timing = { search_ms: 0, read_ms: 0, first_delta_ms: total_ms, total_ms }
  const own: EnvelopeOf = {
    id: envelope.id,
    question: envelope.question ?? end.standalone_question,
    mode: { ...end.mode, requested: envelope.requestedMode ?? end.mode.requested },
    cache: envelope.cache,
    usage: NO_USAGE,
    timing,
  }
  const rest = envelope.hide.followUps ? known.withoutFollowUps : known.json
  return { json: `${JSON.stringify(own).slice(0, -1)},${rest}`, timing }
}

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
  const made: Shared = {
    end,
    json: JSON.stringify(rest).slice(1),
    withoutFollowUps: JSON.stringify({ ...rest, follow_ups: [] }).slice(1),
  }
  shared.set(sealed, made)
  return made
}
