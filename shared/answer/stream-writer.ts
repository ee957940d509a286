import { IngotError } from '../errors.ts'
import type { ModelUsage } from '../ports/language-model.ts'
import type { WriterPart, WriterPassage } from '../ports/synopsis-writer.ts'
import type { Span } from '../text/sentences.ts'
import { createCitationBinder } from './bind-citations.ts'
import { type CheckedClaim, createClaimChecker } from './check-claims.ts'
import type { FlowEvent } from './events.ts'
import { createLinkFilter } from './link-filter.ts'

export type WrittenText = {
  answered: boolean
  /** The model might write no more: the text has no end. */
  isCut: boolean
  /** It was written from a sample of the passages. */
  isSampled: boolean
  usage: ModelUsage
  text: string
  /** Numbers of the sources that are cited. */
  cited: ReadonlySet<number>
  /** Where the text claims what no source backs: by all that it cites, or, where it cites nothing, by any. */
  unsupported: readonly Span[]
}

/**
 * One writer's parts as events: links that are no source's are left out and markers bound while they stream,
 * each claim is checked once it is complete.
 */
export async function* streamWriter(
  parts: AsyncIterable<WriterPart>,
  {
    passages,
    links,
    language,
  }: { passages: readonly WriterPassage[]; links: readonly string[]; language: string },
): AsyncGenerator<FlowEvent, WrittenText> {
  const filters = { text: createLinkFilter(links), reasoning: createLinkFilter(links) }
  const binder = createCitationBinder(new Set(passages.map(({ source }) => source)))
  const checker = createClaimChecker(passages, language)
  const written = { text: '', cited: new Set<number>(), unsupported: [] as Span[] }
  function* tell(text: string, claims: Iterable<CheckedClaim>): Generator<FlowEvent> {
    written.text += text
    if (text) yield { type: 'synopsis-delta', text }
    for (const { citations, unsupported } of claims) {
      for (const { source } of citations) written.cited.add(source)
      if (unsupported) written.unsupported.push(unsupported)
      yield* citations
    }
  }

  for await (const part of parts) {
    if (part.type === 'reasoning-delta') {
      yield* reasoningDelta(filters.reasoning.write(part.text))
      continue
    }
    yield* reasoningDelta(filters.reasoning.end())
    if (part.type === 'object') {
      yield* tell(part.json, part.claims.map(checker.inObject))
      continue
    }
    const { text, claims } =
      part.type === 'text-delta'
        ? binder.write(filters.text.write(part.text))
        : finish(binder, filters.text.end())
    yield* tell(
      text,
      claims.map((claim) => checker.inText(claim, binder.text)),
    )
    if (part.type === 'finish') return finished(part, written)
  }
  throw new IngotError('model_protocol_error', 'The writer stopped without an end.')
}

function finished(
  { answered, usage, isCut = false, isSampled = false }: Extract<WriterPart, { type: 'finish' }>,
  written: Pick<WrittenText, 'text' | 'cited' | 'unsupported'>,
): WrittenText {
  if (written.text.trim() === '') throw new IngotError('model_protocol_error', 'The model wrote no text.')
  // Who says that the sources do not say claims nothing.
  return { answered, isCut, isSampled, usage, ...written, unsupported: answered ? written.unsupported : [] }
}

function* reasoningDelta(text: string): Generator<FlowEvent> {
  if (text !== '') yield { type: 'reasoning-delta', text }
}

function finish(binder: ReturnType<typeof createCitationBinder>, rest: string) {
  const last = binder.write(rest)
  const end = binder.end()
  return { text: last.text + end.text, claims: [...last.claims, ...end.claims] }
}
