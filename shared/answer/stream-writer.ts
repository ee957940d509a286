import { IngotError } from '../errors.ts'
import type { ModelUsage } from '../ports/language-model.ts'
import type { WriterPart, WriterPassage } from '../ports/synopsis-writer.ts'
import { type Claim, createCitationBinder } from './bind-citations.ts'
import { checkCitation } from './check-citations.ts'
import type { FlowEvent } from './events.ts'

export type WrittenText = {
  answered: boolean
  /** The model might write no more: the text has no end. */
  isCut: boolean
  usage: ModelUsage
  text: string
  /** Numbers of the sources that are cited. */
  cited: ReadonlySet<number>
}

/** One writer's parts as events: markers bound while they stream, each claim checked once it is complete. */
export async function* streamWriter(
  parts: AsyncIterable<WriterPart>,
  { passages, language }: { passages: readonly WriterPassage[]; language: string },
): AsyncGenerator<FlowEvent, WrittenText> {
  const binder = createCitationBinder(new Set(passages.map(({ source }) => source)))
  const cited = new Set<number>()
  for await (const part of parts) {
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
      const { answered, usage, isCut = false } = part
      return { answered, isCut, usage, text: binder.text, cited }
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
