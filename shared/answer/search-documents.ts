import type { DocumentIndex, PassageHit } from '../ports/document-index.ts'
import type { Candidate } from './candidate.ts'

/** Passages looked at for each source wanted: a long document may take many of the best places. */
const PASSAGES_PER_SOURCE = 5
const SNIPPET_LENGTH = 240

/** Searches one collection, brought up to date first; one candidate a document, best passage first. */
export async function searchDocuments(
  { index, catchUp }: { index: DocumentIndex; catchUp(collection: string): Promise<number> },
  { collection, query, limit }: { collection: string; query: string; limit: number },
): Promise<{ candidates: Candidate[]; termWeights: ReadonlyMap<string, number> }> {
  await catchUp(collection)
  const { hits, termWeights } = await index.search(collection, query, { limit: limit * PASSAGES_PER_SOURCE })
  // Two copies of one text are one source.
  const byContent = groupBy(hits, contentOf)
  const candidates = [...byContent.values()].map((ofDocument) => toCandidate(ofDocument, collection))
  return { candidates, termWeights }
}

const contentOf = (hit: PassageHit) => hit.document.contentHash

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

function toCandidate(hits: readonly PassageHit[], collection: string): Candidate {
  const [best] = hits
  if (!best) throw new RangeError('a candidate needs at least one hit')
  const { document, passage } = best
  return {
    url: document.origin,
    title: document.title,
    site: document.site,
    published: document.published,
    kind: 'document',
    document_id: document.id,
    snippet: passage.text.replace(/\s+/g, ' ').slice(0, SNIPPET_LENGTH),
    score: best.score,
    language: document.language,
    text: null,
    // A copy of the same content under another id is left out, passages and all.
    hits: hits.filter((hit) => hit.document.id === document.id),
    collection,
  }
}
