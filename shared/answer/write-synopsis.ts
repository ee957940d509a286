import type { Mode } from '../api/answer.ts'
import { IngotError, toIngotError } from '../errors.ts'
import { type Deadline, shareOf } from '../lib/deadline.ts'
import type { ModelUsage } from '../ports/language-model.ts'
import type { SynopsisWriter, WriterPart, WriterPassage } from '../ports/synopsis-writer.ts'
import { type Claim, createCitationBinder } from './bind-citations.ts'
import { checkCitation } from './check-citations.ts'
import type { FlowEvent } from './events.ts'

export type Written = {
  served: Mode['served']
  model: string | null
  reason: Mode['reason']
  answered: boolean
  usage: ModelUsage
  text: string
  /** Numbers of the sources that are cited. */
  cited: ReadonlySet<number>
}

export type WriteOptions = {
  /** Rungs of the ladder, best first; the last one is expected not to fail. */
  writers: readonly SynopsisWriter[]
  /** Why the first writer is not the one asked for; null when it is. */
  reason: Mode['reason']
  passages: readonly WriterPassage[]
  language: string
  deadline: Deadline
  start: (writer: SynopsisWriter, options: { signal: AbortSignal }) => AsyncIterable<WriterPart>
}

/** The time left that a model may take; the rungs below it have the rest. */
const MODEL_SHARE = 0.8

/**
 * Streams the synopsis of the first writer that delivers, with its citations bound and checked. A writer
 * that fails hands over to the next rung; if text was shown already, the reader is told to discard it.
 */
export async function* writeSynopsis(options: WriteOptions): AsyncGenerator<FlowEvent, Written> {
  let { reason } = options
  let failure: IngotError | undefined
  for (const writer of options.writers) {
    const { served, model } = writer
    const isLast = writer === options.writers.at(-1)
    const { signal } = isLast ? options.deadline : shareOf(options.deadline, MODEL_SHARE)
    if (reason) yield { type: 'mode-change', served, model, reason }
    const attempt = yield* tryWriter(writer, { ...options, signal })
    if (attempt.kind === 'written') return { served, model, reason, ...attempt.text }
    failure = attempt.error
    reason = reasonOf(failure)
    if (attempt.hasShown) yield { type: 'answer-restart', reason }
  }
  throw failure ?? new IngotError('internal', 'No writer is configured.')
}

/** One writer's own time is shorter than the whole. */
type WriterOptions = WriteOptions & { signal: AbortSignal }
type WrittenText = Pick<Written, 'answered' | 'usage' | 'text' | 'cited'>
type Attempt =
  | { kind: 'written'; text: WrittenText }
  | { kind: 'failed'; error: IngotError; hasShown: boolean }

/** A writer's failure is an outcome here; only the end of the whole fill is thrown. */
async function* tryWriter(
  writer: SynopsisWriter,
  options: WriterOptions,
): AsyncGenerator<FlowEvent, Attempt> {
  let hasShown = false
  try {
    for (const stage = streamWriter(writer, options); ; hasShown = true) {
      const next = await stage.next()
      if (next.done) return { kind: 'written', text: next.value }
      yield next.value
    }
  } catch (thrown) {
    options.deadline.signal.throwIfAborted()
    const late = () => new IngotError('model_timeout', 'The model took too long.', { cause: thrown })
    return { kind: 'failed', error: options.signal.aborted ? late() : toIngotError(thrown), hasShown }
  }
}

/** One writer's parts as events: markers bound while they stream, each claim checked once it is complete. */
async function* streamWriter(
  writer: SynopsisWriter,
  { start, passages, language, signal }: WriterOptions,
): AsyncGenerator<FlowEvent, WrittenText> {
  const binder = createCitationBinder(new Set(passages.map(({ source }) => source)))
  const cited = new Set<number>()
  for await (const part of start(writer, { signal })) {
    if (part.type === 'reasoning-delta') {
      yield part
      continue
    }
    const { text, claims } = part.type === 'text-delta' ? binder.write(part.text) : binder.end()
    if (text) yield { type: 'synopsis-delta', text }
    for (const citation of claims.flatMap((claim) => citationsOf(claim, binder.text, passages, language))) {
      cited.add(citation.source)
      yield citation
    }
    if (part.type === 'finish') {
      if (binder.text.trim() === '') throw new IngotError('model_protocol_error', 'The model wrote no text.')
      return { answered: part.answered, usage: part.usage, text: binder.text, cited }
    }
  }
  throw new IngotError('model_protocol_error', 'The writer stopped without an end.')
}

function citationsOf(
  claim: Claim,
  synopsis: string,
  passages: readonly WriterPassage[],
  language: string,
): Extract<FlowEvent, { type: 'citation' }>[] {
  const text = synopsis.slice(claim.start, claim.end).replace(/\s*\[\d+\]/g, '')
  return claim.markers.map(({ source, start, end }) => ({
    type: 'citation',
    source,
    start,
    end,
    claim_start: claim.start,
    claim_end: claim.end,
    ...checkCitation(
      text,
      passages.filter((passage) => passage.source === source),
      language,
    ),
  }))
}

function reasonOf({ code }: IngotError): NonNullable<Mode['reason']> {
  switch (code) {
    case 'model_throttled':
    case 'model_unavailable':
    case 'model_timeout':
      return code
    default:
      return 'model_error'
  }
}
