import type { Synopses } from '../cache/cached-synopses.ts'
import { sourceNamesOf } from '../cache/source-names.ts'
import { withSignal } from '../lib/deadline.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { DocumentIndex } from '../ports/document-index.ts'
import type { SynopsisWriter, WriterPassage } from '../ports/synopsis-writer.ts'
import type { NumberedSource } from './candidate.ts'
import type { FlowEvent } from './events.ts'
import { withoutForeignLinks } from './link-filter.ts'
import type { ReadSource } from './read-pages.ts'

/** A source's synopsis is made from its beginning, which says what it is about. */
const PASSAGES_FROM_START = 3
/** Goes up when the same passages are to give another synopsis, so that stored ones are left behind. */
const SYNOPSIS_VERSION = 3

type SynopsizeDeps = {
  index: Pick<DocumentIndex, 'passagesOf'>
  extractive: SynopsisWriter
  synopses: Synopses
  language: string
  signal: AbortSignal
}

/**
 * A sentence or two on each source, made from the source alone: two questions over one article get the
 * same. Extractive, so that it costs no model call.
 */
export async function* synopsizeSources(
  sources: readonly NumberedSource[],
  read: readonly ReadSource[],
  deps: SynopsizeDeps,
): AsyncGenerator<FlowEvent, void> {
  const texts = await Promise.all(sources.map((source) => synopsisOf(source, read, deps)))
  for (const [index, { n }] of sources.entries()) {
    const text = texts[index]
    if (text) yield { type: 'source-synopsis', n, text }
  }
}

/** Empty where there is nothing to say. */
async function synopsisOf(
  source: NumberedSource,
  read: readonly ReadSource[],
  { index, extractive, synopses, language, signal }: SynopsizeDeps,
): Promise<string> {
  const passages = await firstPassages(source, read, index)
  if (passages.length === 0) return ''
  const about = {
    scope: source.collection ?? 'shared',
    contentHash: sha256Hex(JSON.stringify(passages.map(({ text }) => text))),
    language,
    writer: extractive.model ?? 'extractive',
    promptVersion: SYNOPSIS_VERSION,
    sources: sourceNamesOf(source),
  }
  const make = async () => {
    let text = ''
    const order = { title: source.title, passages, focus: null, language, length: 'short' as const }
    for await (const part of extractive.summarize(order, { signal })) {
      if (part.type === 'text-delta') text += part.text
    }
    return withoutForeignLinks(text.replace(/\s*\[\d+\]/g, ''), []).trim()
  }
  return withSignal(synopses.of(about, make), signal)
}

async function firstPassages(
  source: NumberedSource,
  read: readonly ReadSource[],
  index: SynopsizeDeps['index'],
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
