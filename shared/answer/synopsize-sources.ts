import type { DocumentIndex } from '../ports/document-index.ts'
import type { SynopsisWriter, WriterPassage } from '../ports/synopsis-writer.ts'
import type { NumberedSource } from './candidate.ts'
import type { FlowEvent } from './events.ts'
import type { ReadSource } from './read-pages.ts'

/** A source's synopsis is made from its beginning, which says what it is about. */
const PASSAGES_FROM_START = 3

/**
 * A sentence or two on each source, made from the source alone: two questions over one article get the
 * same. Extractive, so that it costs no model call.
 */
export async function* synopsizeSources(
  sources: readonly NumberedSource[],
  read: readonly ReadSource[],
  deps: { index: DocumentIndex; extractive: SynopsisWriter; language: string; signal: AbortSignal },
): AsyncGenerator<FlowEvent, void> {
  for (const source of sources) {
    const passages = await firstPassages(source, read, deps.index)
    if (passages.length === 0) continue
    let text = ''
    const order = {
      title: source.title,
      passages,
      focus: null,
      language: deps.language,
      length: 'short' as const,
    }
    for await (const part of deps.extractive.summarize(order, { signal: deps.signal })) {
      if (part.type === 'text-delta') text += part.text
    }
    const plain = text.replace(/\s*\[\d+\]/g, '').trim()
    if (plain) yield { type: 'source-synopsis', n: source.n, text: plain }
  }
}

async function firstPassages(
  source: NumberedSource,
  read: readonly ReadSource[],
  index: DocumentIndex,
): Promise<WriterPassage[]> {
  const passages =
    source.collection !== null && source.document_id !== null
      ? await index.passagesOf(source.collection, source.document_id, { limit: PASSAGES_FROM_START })
      : (read.find(({ n }) => n === source.n)?.passages ?? []).slice(0, PASSAGES_FROM_START)
  return passages.map(({ text, start, end, page }) => ({
    source: source.n,
    title: source.title,
    text,
    start,
    end,
    page,
    score: 1,
  }))
}
