import type { Source } from '../api/answer.ts'
import type { PassageHit } from '../ports/document-index.ts'

/** A passage found by its own words, or since a sentence of another document names this one: that sentence, with its title. */
export type FoundHit = PassageHit & { namedBy?: string | undefined }

/** Something found that may become a source, before it has a number. */
export type Candidate = Omit<Source, 'n'> & {
  /** Fused rank score, higher is better. */
  score: number
  /** BCP 47 where known. */
  language: string | null
  /** A page's whole text, if the search brought it; null for documents and for pages still to be read. */
  text: string | null
  /** The passages that the index found, for a document; empty for a web page. */
  hits: readonly FoundHit[]
  /** The collection that a document lies in. */
  collection: string | null
}

/** A candidate that was chosen and numbered; the number is what `[n]` names, once per answer. */
export type NumberedSource = Candidate & { n: number }

export const numberSources = (candidates: readonly Candidate[]): NumberedSource[] =>
  candidates.map((candidate, index) => ({ ...candidate, n: index + 1 }))

/** The part of a source that readers see. */
export function toWireSource({
  n,
  url,
  title,
  site,
  published,
  kind,
  document_id,
  snippet,
}: NumberedSource): Source {
  return { n, url, title, site, published, kind, document_id, snippet }
}
