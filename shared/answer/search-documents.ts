import type { DocumentIndex, PassageHit } from '../ports/document-index.ts'
import { cut } from '../text/cut.ts'
import type { Candidate, FoundHit } from './candidate.ts'
import { type QuestionWords, type Scored, scorePassages } from './score-passages.ts'
import { findLeads, leadTo, queryOf } from './second-hop.ts'

/** Passages looked at for each source wanted: a long document may take many of the best places. */
const PASSAGES_PER_SOURCE = 5
/** Passages that a search for names looks at; what of them is named by the first passages is kept. */
const NAMED = 30
/** A passage that was found by a name is worth this share of its score, and a little less than the best at most. */
const NAMED_SHARE = 0.85
const NAMED_MOST = 0.999
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
  const words = { question: query, language, termWeights }
  const named = await findNamed(hits, words, (names) => index.search(collection, names, { limit: NAMED }))
  const { scored } = scorePassages([...hits, ...named].map(toScorable), words)
  const byContent = new Map<string, FoundHit[]>()
  for (const hit of ranked(scored)) {
    // Two copies of one text are one source.
    const found = byContent.get(hit.document.contentHash)
    if (found) found.push(hit)
    else byContent.set(hit.document.contentHash, [hit])
  }
  return {
    candidates: [...byContent.values()]
      .map((ofDocument) => toCandidate(ofDocument, collection))
      .sort((one, other) => other.score - one.score),
    termWeights,
    version: { collection, version },
  }
}

/** Searches once more, for what the first passages name: its words may not be the question's at all. */
async function findNamed(
  hits: readonly PassageHit[],
  words: QuestionWords,
  search: (names: string) => Promise<{ hits: PassageHit[] }>,
): Promise<FoundHit[]> {
  const leads = findLeads(hits, words)
  const names = queryOf(leads, words.question)
  if (names === '') return []
  return (await search(names)).hits.flatMap((hit) => {
    const lead = leadTo(hit.document, leads, words.question)
    return lead ? [{ ...hit, namedBy: `${lead.title} ${lead.text}` }] : []
  })
}

/** What names a document stands above it like a heading. */
const toScorable = ({ passage, document, namedBy = '' }: FoundHit) => ({
  ...passage,
  heading: `${passage.heading} ${namedBy}`,
  title: document.title,
  language: document.language,
  namedBy,
  hit: { passage, document, namedBy: namedBy || undefined },
})

/** Best first, each passage once; what was followed stands behind what was found by its own words. */
function ranked(scored: readonly Scored<ReturnType<typeof toScorable>>[]): FoundHit[] {
  const own = scored.filter(({ passage: { hit } }) => hit.namedBy === undefined)
  const most = NAMED_MOST * (own[0]?.score ?? 0)
  const best = new Map<string, FoundHit>()
  for (const { passage, score } of scored) {
    const { hit } = passage
    const worth = hit.namedBy === undefined ? score : Math.min(NAMED_SHARE * score, most)
    const name = `${hit.passage.ordinal} ${hit.document.id}`
    if (worth > (best.get(name)?.score ?? -1)) best.set(name, { ...hit, score: worth })
  }
  return [...best.values()].sort((one, other) => other.score - one.score)
}

function toCandidate(hits: readonly FoundHit[], collection: string): Candidate {
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
