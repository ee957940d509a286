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

/** Of source `n`; `text` is empty where there is nothing to say. `passages`: what it was made from. */
export type SourceSynopsis = { n: number; text: string; passages: readonly WriterPassage[] }

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
): AsyncGenerator<FlowEvent, SourceSynopsis[]> {
  const synopses = await Promise.all(sources.map((source) => synopsisOf(source, read, deps)))
  for (const { n, text } of synopses) if (text) yield { type: 'source-synopsis', n, text }
  return synopses
}

async function synopsisOf(
  source: NumberedSource,
  read: readonly ReadSource[],
  { index, extractive, synopses, language, signal }: SynopsizeDeps,
): Promise<SourceSynopsis> {
  const { n } = source
  const passages = await firstPassages(source, read, index)
  if (passages.length === 0) return { n, text: '', passages }
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
  return { n, text: await withSignal(synopses.of(about, make), signal), passages }
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
