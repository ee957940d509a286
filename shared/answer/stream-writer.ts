import { IngotError } from '../errors.ts'
import type { ModelUsage } from '../ports/language-model.ts'
import type { WriterPart, WriterPassage } from '../ports/synopsis-writer.ts'
import { type Claim, createCitationBinder } from './bind-citations.ts'
import { checkCitation } from './check-citations.ts'
import type { FlowEvent } from './events.ts'
import { createLinkFilter } from './link-filter.ts'

export type WrittenText = {
  answered: boolean
  /** The model might write no more: the text has no end. */
  isCut: boolean
  usage: ModelUsage
  text: string
  /** Numbers of the sources that are cited. */
  cited: ReadonlySet<number>
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
  const cited = new Set<number>()
  for await (const part of parts) {
    if (part.type === 'reasoning-delta') {
      yield* reasoningDelta(filters.reasoning.write(part.text))
      continue
    }
    yield* reasoningDelta(filters.reasoning.end())
    const { text, claims } =
      part.type === 'text-delta'
        ? binder.write(filters.text.write(part.text))
        : finish(binder, filters.text.end())
    if (text) yield { type: 'synopsis-delta', text }
    for (const citation of claims.flatMap((claim) => citationsOf(claim, binder.text, passages, language))) {
      cited.add(citation.source)
      yield citation
    }
    if (part.type === 'finish') {
      if (binder.text.trim() === '') throw new IngotError('model_protocol_error', 'The model wrote no text.')
      const { answered, usage, isCut = false } = part
      return { answered, isCut, usage, text: binder.text, cited }
    }
  }
  throw new IngotError('model_protocol_error', 'The writer stopped without an end.')
}

function* reasoningDelta(text: string): Generator<FlowEvent> {
  if (text !== '') yield { type: 'reasoning-delta', text }
}

function finish(binder: ReturnType<typeof createCitationBinder>, rest: string) {
  const last = binder.write(rest)
  const end = binder.end()
  return { text: last.text + end.text, claims: [...last.claims, ...end.claims] }
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
