import type { Mode, ModeReason } from '../api/answer.ts'
import { IngotError, toIngotError } from '../errors.ts'
import { type Deadline, shareOf } from '../lib/deadline.ts'
import { estimateTokens } from '../lib/estimate-tokens.ts'
import type { SynopsisWriter, WriterPart, WriterPassage } from '../ports/synopsis-writer.ts'
import type { Place } from './admission/model-access.ts'
import type { FlowEvent } from './events.ts'
import { reasonOf } from './reason-of.ts'
import { streamWriter, type WrittenText } from './stream-writer.ts'
import type { Ladder, Rung } from './writer-ladder.ts'

export type Written = WrittenText & Pick<Mode, 'served' | 'model' | 'reason'>

type WriteOptions = {
  ladder: Ladder
  /** At the first rung, asked for before; without it, it is asked for now. */
  place?: Place | undefined
  passages: readonly WriterPassage[]
  /** Addresses of the sources: no other may stand in the text. */
  links: readonly string[]
  language: string
  deadline: Deadline
  /** Told of the failure that no rung could make up for. */
  report: (error: IngotError) => void
  start: (writer: SynopsisWriter, options: { signal: AbortSignal }) => AsyncIterable<WriterPart>
}

/** The time left that a model may take; the rungs below it have the rest. */
const MODEL_SHARE = 0.8
/** The time left that may be spent in a queue. */
const QUEUE_SHARE = 0.5
/** What stands around the passages in a prompt, about. */
const PROMPT_TOKENS = 500

/** Asks for a place at the first model of the ladder, ahead of the writing; undefined: nobody has to wait. */
export function askForPlace(
  { rungs }: Ladder,
  passages: readonly WriterPassage[],
  deadline: Deadline,
): Place | undefined {
  const [first] = rungs
  return first && placeAt(first, passages, deadline)
}

function placeAt(
  { writer, access }: Rung,
  passages: readonly WriterPassage[],
  { at, signal }: Deadline,
): Place | undefined {
  const inputTokens = passages.reduce((sum, { text }) => sum + estimateTokens(text), PROMPT_TOKENS)
  const mode = writer.served === 'deep' ? 'deep' : 'fast'
  return access?.begin({ mode, inputTokens, waitMs: (at - Date.now()) * QUEUE_SHARE, signal })
}

/**
 * Streams the synopsis of the first writer that delivers, with its citations bound and checked. A rung that
 * has no room, or fails, hands over to the next one; if text was shown already, the reader is told to
 * discard it. Below the last rung there is no synopsis, and the sources alone are the answer.
 */
export async function* writeSynopsis(options: WriteOptions): AsyncGenerator<FlowEvent, Written> {
  const { ladder, deadline, passages } = options
  let { reason } = ladder
  let failure: IngotError | undefined
  for (const rung of ladder.rungs) {
    const isFirst = rung === ladder.rungs[0]
    const place = (isFirst ? options.place : undefined) ?? placeAt(rung, passages, deadline)
    try {
      const attempt = yield* tryRung(rung, place, { ...options, reason })
      const { served, model } = rung.writer
      if (attempt.kind === 'written') return { ...attempt.text, served, model, reason }
      failure = attempt.error ?? failure
      reason = attempt.reason
      if (attempt.hasShown) yield { type: 'answer-restart', reason }
    } finally {
      place?.leave()
    }
  }
  // Not even the last rung could write: what was found is still worth having.
  if (failure) options.report(failure)
  yield { type: 'mode-change', served: 'search_only', model: null, reason: reason ?? 'model_error' }
  return { ...NOTHING_WRITTEN, served: 'search_only', model: null, reason: reason ?? 'model_error' }
}

const NOTHING_WRITTEN: WrittenText = {
  answered: false,
  isCut: false,
  isSampled: false,
  usage: { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
  text: '',
  cited: new Set(),
  unsupported: [],
}

type Attempt =
  | { kind: 'written'; text: WrittenText }
  | { kind: 'failed'; reason: ModeReason; error?: IngotError; hasShown: boolean }

/** Waits for the place, says which rung it is, and has it write; once more if it failed before a word. */
async function* tryRung(
  { writer, access }: Rung,
  place: Place | undefined,
  options: WriteOptions & { reason: Mode['reason'] },
): AsyncGenerator<FlowEvent, Attempt> {
  const { deadline, reason } = options
  const admission = place ? yield* queueEvents(place) : NO_QUEUE
  deadline.signal.throwIfAborted()
  if (admission.kind === 'busy') return { kind: 'failed', reason: 'model_busy', hasShown: false }
  if (admission.kind === 'refused') return { kind: 'failed', reason: admission.reason, hasShown: false }
  const { served, model } = writer
  if (reason) yield { type: 'mode-change', served, model, reason }
  const own = access === null ? deadline : shareOf(deadline, MODEL_SHARE)
  const signal = AbortSignal.any([own.signal, admission.signal])
  for (;;) {
    const attempt = yield* tryWriter(writer, { ...options, signal })
    if (attempt.kind === 'written') {
      place?.succeeded(attempt.text.usage)
      yield* warnOfText(attempt.text)
      return attempt
    }
    const { error, hasShown } = attempt
    if (!(await place?.failed(error, { hasShown, signal }))) return { ...attempt, reason: reasonOf(error) }
  }
}

function* warnOfText({ isCut, unsupported }: WrittenText): Generator<FlowEvent> {
  if (isCut) yield { type: 'warning', code: 'synopsis_cut' }
  if (unsupported.length > 0) yield { type: 'warning', code: 'claims_unsupported', claims: [...unsupported] }
}

const NO_QUEUE = { kind: 'admitted' as const, signal: new AbortController().signal }

async function* queueEvents(place: Place) {
  const waiting = place.wait()
  for (;;) {
    const step = await waiting.next()
    if (step.done) return step.value
    const { position, etaMs } = step.value
    yield { type: 'queue' as const, position, eta_ms: etaMs }
  }
}

/** A writer's failure is an outcome here; only the end of the whole fill is thrown. */
async function* tryWriter(
  writer: SynopsisWriter,
  { start, signal, deadline, passages, links, language }: WriteOptions & { signal: AbortSignal },
): AsyncGenerator<
  FlowEvent,
  { kind: 'written'; text: WrittenText } | { kind: 'failed'; error: IngotError; hasShown: boolean }
> {
  let hasShown = false
  try {
    const stage = streamWriter(start(writer, { signal }), { passages, links, language })
    for (; ; hasShown = true) {
      const next = await stage.next()
      if (next.done) return { kind: 'written', text: next.value }
      yield next.value
    }
  } catch (thrown) {
    deadline.signal.throwIfAborted()
    const late = () => new IngotError('model_timeout', 'The model took too long.', { cause: thrown })
    return { kind: 'failed', error: signal.aborted ? late() : toIngotError(thrown), hasShown }
  }
}
