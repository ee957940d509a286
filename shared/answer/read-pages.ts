import type { Deadline } from '../lib/deadline.ts'
import { mapConcurrent } from '../lib/map-concurrent.ts'
import type { PageReader } from '../ports/page-reader.ts'
import { splitPassages } from '../text/passages.ts'
import type { NumberedSource } from './candidate.ts'
import type { FlowEvent } from './events.ts'
import { factsOfPage } from './facts-of-page.ts'

const PAGES_AT_ONCE = 6

/** A passage of a source that can be cited. Offsets are in the source's text. */
export type SourcePassage = {
  source: number
  title: string
  heading: string
  text: string
  start: number
  end: number
  page: number | null
  /** Against the question, where the search has told it; null: still to be scored. */
  score: number | null
  /** BCP 47; null when it is not known. */
  language: string | null
  /** The sentence of another source that names this one, where the search has followed it. */
  namedBy?: string | undefined
}

export type ReadSource = {
  n: number
  read: 'full' | 'snippet' | 'failed'
  passages: SourcePassage[]
  /** Where a page was found in the end, if it was fetched. */
  url?: string | null
}

/**
 * Reads every source: documents have their passages from the index, web pages are fetched. A page that
 * cannot be read leaves its snippet, and a warning; it is no error while anything is left.
 */
export async function* readPages(
  sources: readonly NumberedSource[],
  { pageReader, deadline }: { pageReader: PageReader; deadline: Deadline },
): AsyncGenerator<FlowEvent, ReadSource[]> {
  const read: ReadSource[] = []
  for (const source of sources.filter(({ kind }) => kind === 'document')) {
    read.push({ n: source.n, read: 'full', passages: passagesOfHits(source) })
    yield { type: 'page-read', n: source.n, read: 'full', ms: 0 }
  }
  const pages = sources.filter(({ kind }) => kind === 'web')
  for await (const { outcome, ms } of mapConcurrent(pages, PAGES_AT_ONCE, (page) =>
    readPage(page, pageReader, deadline),
  )) {
    read.push(outcome.source)
    yield { type: 'page-read', n: outcome.source.n, read: outcome.source.read, ms, ...outcome.facts }
    if (outcome.reason)
      yield { type: 'warning', code: 'page_unreadable', source: outcome.source.n, reason: outcome.reason }
  }
  return read
}

function passagesOfHits({ n, title, hits, language }: NumberedSource): SourcePassage[] {
  return hits.map(({ passage: { heading, text, start, end, page }, score, namedBy }) => ({
    source: n,
    title,
    heading,
    text,
    start,
    end,
    page,
    score,
    language,
    namedBy,
  }))
}

const UNSCORED = { score: null, language: null }

async function readPage(source: NumberedSource, pageReader: PageReader, deadline: Deadline) {
  const startedAt = performance.now()
  const { n, title, snippet, url } = source
  if (source.text !== null) return { ms: 0, outcome: fullyRead(source, source.text) }
  const read = await pageReader.read(url ?? '', { signal: deadline.signal })
  const ms = Math.round(performance.now() - startedAt)
  if (read.kind === 'page') {
    const outcome = fullyRead({ n, title: title || read.page.title }, read.page.text)
    const facts = factsOfPage(read.page, source)
    return { ms, outcome: { ...outcome, facts, source: { ...outcome.source, url: read.page.url } } }
  }
  const passages = snippet
    ? [
        {
          source: n,
          title,
          heading: '',
          text: snippet,
          start: 0,
          end: snippet.length,
          page: null,
          ...UNSCORED,
        },
      ]
    : []
  const state = snippet ? ('snippet' as const) : ('failed' as const)
  return { ms, outcome: { source: { n, read: state, passages }, facts: {}, reason: read.error.code } }
}

function fullyRead({ n, title }: { n: number; title: string }, pageText: string) {
  const passages = splitPassages(pageText).map(({ heading, text, start, end, page }) => ({
    source: n,
    title,
    heading,
    text,
    start,
    end,
    page,
    ...UNSCORED,
  }))
  return { source: { n, read: 'full' as const, passages }, facts: {}, reason: undefined }
}
