import type { DocumentIndex, PassageHit } from '../ports/document-index.ts'
import { cut } from '../text/cut.ts'
import type { Candidate } from './candidate.ts'
import { scorePassages } from './score-passages.ts'

/** Passages looked at for each source wanted: a long document may take many of the best places. */
const PASSAGES_PER_SOURCE = 5
const SNIPPET_LENGTH = 240
/** Shares of the scores of a document's next best passages that it has beside its best: it is about the thing. */
const NEXT_PASSAGES = [0.1, 0.05, 0.05]

export type DocumentSearch = {
  candidates: Candidate[]
  /** Stem -> inverse document frequency in the collection. */
  termWeights: ReadonlyMap<string, number>
  /** The collection's version when it was searched. */
  version: { collection: string; version: number }
}

/** Searches one collection, brought up to date first; one candidate a document, the best first. */
export async function searchDocuments(
  { index, catchUp }: { index: DocumentIndex; catchUp(collection: string): Promise<number> },
  order: { collection: string; query: string; language: string; limit: number },
): Promise<DocumentSearch> {
  const { collection, query, language, limit } = order
  const version = await catchUp(collection)
  const { hits, termWeights } = await index.search(collection, query, { limit: limit * PASSAGES_PER_SOURCE })
  const scorable = hits.map(({ passage, document }) => ({
    ...passage,
    title: document.title,
    language: document.language,
    passage,
    document,
  }))
  const { scored } = scorePassages(scorable, { question: query, language, termWeights })
  const byContent = new Map<string, PassageHit[]>()
  for (const {
    passage: { passage, document },
    score,
  } of scored) {
    // Two copies of one text are one source.
    const found = byContent.get(document.contentHash)
    if (found) found.push({ passage, document, score })
    else byContent.set(document.contentHash, [{ passage, document, score }])
  }
  return {
    candidates: [...byContent.values()]
      .map((ofDocument) => toCandidate(ofDocument, collection))
      .sort((one, other) => other.score - one.score),
    termWeights,
    version: { collection, version },
  }
}

function toCandidate(hits: readonly PassageHit[], collection: string): Candidate {
  const [best] = hits
  if (!best) throw new RangeError('a candidate needs at least one hit')
  const { document, passage } = best
  // A copy of the same content under another id is left out, passages and all.
  const own = hits.filter((hit) => hit.document.id === document.id)
  return {
    url: document.origin,
    title: document.title,
    site: document.site,
    published: document.published,
    kind: 'document',
    document_id: document.id,
    snippet: cut(passage.text.replace(/\s+/g, ' '), SNIPPET_LENGTH),
    score: NEXT_PASSAGES.reduce((sum, share, at) => sum + share * (own[at + 1]?.score ?? 0), best.score),
    language: document.language,
    text: null,
    hits: own,
    collection,
  }
}
