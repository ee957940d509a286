import { IngotError } from '../errors.ts'
import type { ModelUsage } from '../ports/language-model.ts'
import type { ObjectClaim, WriterPart, WriterPassage } from '../ports/synopsis-writer.ts'
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
  let written = ''
  function* tell(text: string, citations: readonly CitationEvent[]): Generator<FlowEvent> {
    written += text
    if (text) yield { type: 'synopsis-delta', text }
    for (const { source } of citations) cited.add(source)
    yield* citations
  }

  for await (const part of parts) {
    if (part.type === 'reasoning-delta') {
      yield* reasoningDelta(filters.reasoning.write(part.text))
      continue
    }
    yield* reasoningDelta(filters.reasoning.end())
    if (part.type === 'object') {
      yield* tell(part.json, objectCitations(part.claims, passages, language))
      continue
    }
    const { text, claims } =
      part.type === 'text-delta'
        ? binder.write(filters.text.write(part.text))
        : finish(binder, filters.text.end())
    yield* tell(
      text,
      claims.flatMap((claim) => citationsOf(claim, binder.text, passages, language)),
    )
    if (part.type === 'finish') return finished(part, written, cited)
  }
  throw new IngotError('model_protocol_error', 'The writer stopped without an end.')
}

function finished(
  { answered, usage, isCut = false }: Extract<WriterPart, { type: 'finish' }>,
  text: string,
  cited: ReadonlySet<number>,
): WrittenText {
  if (text.trim() === '') throw new IngotError('model_protocol_error', 'The model wrote no text.')
  return { answered, isCut, usage, text, cited }
}

type CitationEvent = Extract<FlowEvent, { type: 'citation' }>

function* reasoningDelta(text: string): Generator<FlowEvent> {
  if (text !== '') yield { type: 'reasoning-delta', text }
}

function finish(binder: ReturnType<typeof createCitationBinder>, rest: string) {
  const last = binder.write(rest)
  const end = binder.end()
  return { text: last.text + end.text, claims: [...last.claims, ...end.claims] }
}

/** Markers are taken out of JSON: the citation stands at the end of its claim. */
function objectCitations(
  claims: readonly ObjectClaim[],
  passages: readonly WriterPassage[],
  language: string,
): CitationEvent[] {
  return claims.flatMap(({ text, start, end, sources }) =>
    sources.map((source) => ({
      type: 'citation' as const,
      ...{ source, start: end, end, claim_start: start, claim_end: end },
      ...checkCitation(
        text,
        passages.filter((passage) => passage.source === source),
        language,
      ),
    })),
  )
}

function citationsOf(
  claim: Claim,
  synopsis: string,
  passages: readonly WriterPassage[],
  language: string,
): CitationEvent[] {
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
