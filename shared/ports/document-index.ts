export type IndexedPassage = {
  documentId: string
  /** Order in the document, 0-based. */
  ordinal: number
  /** Headings above the passage, outermost first, joined by " > "; empty when there are none. */
  heading: string
  text: string
  /** Where the text stands in the document, UTF-16 code units, half-open. */
  start: number
  end: number
  /** The page it begins on, 1-based; null in a text without pages. */
  page: number | null
}

export type IndexedDocument = {
  id: string
  title: string
  /** Address that a source shows. */
  origin: string | null
  site: string | null
  language: string | null
  published: string | null
  /** SHA-256 of the text, hex. */
  contentHash: string
}

export type PassageHit = {
  passage: IndexedPassage
  document: IndexedDocument /** higher is better */
  score: number
}

export type PassageSearch = {
  hits: PassageHit[]
  /** Inverse document frequency of each stem of the query over the collection's passages. */
  termWeights: Map<string, number>
  /** Version of the collection that was searched. */
  version: number
}

export type IndexChange =
  | { kind: 'put'; document: IndexedDocument; passages: readonly IndexedPassage[] }
  | { kind: 'remove'; id: string }

/**
 * Passages of one collection, searchable by words. A derived copy: it can be deleted at any time and is
 * built again from the documents. Collections never see each other.
 */
export interface DocumentIndex {
  /** Version of the collection that this copy holds; 0 for an empty one. */
  version(collection: string): Promise<number>
  /** Applies the changes and moves to `version`, both or neither. */
  apply(collection: string, version: number, changes: readonly IndexChange[]): Promise<void>
  /** Best passages first. An empty query has no hits; one of stop words only ("The Who") is taken as it is. */
  search(collection: string, query: string, options: { limit: number }): Promise<PassageSearch>
  /** The first passages of a document in reading order; empty when it is not there. */
  passagesOf(collection: string, documentId: string, options: { limit: number }): Promise<IndexedPassage[]>
  /** Counts, for people who look. */
  size(collection: string): Promise<{ documents: number; passages: number }>
  close(): void
}
