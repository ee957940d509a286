import type { IndexedPassage, PassageHit, PassageSearch } from '../../ports/document-index.ts'
import { detectLanguage } from '../../text/language.ts'
import { questionTerms } from '../../text/tokens.ts'
import { type CollectionFile, firstNumber } from './collection-file.ts'

/** Of a collection in many languages, those whose rules the question is stemmed by. */
const LANGUAGES = 4
/** Terms looked up, and the rarest of them that are searched for: a pasted page is no question. */
const TERMS_LOOKED_UP = 256
const TERMS_SEARCHED = 48
const MANY_PASSAGES = 1_000

export type PassageRow = {
  id: string
  ordinal: number
  heading: string
  text: string
  start: number
  end: number
  page: number | null
}
type HitRow = PassageRow & {
  score: number
  title: string
  origin: string | null
  site: string | null
  language: string | null
  published: string | null
  content_hash: string
}

/**
 * Searches for any of the question's terms. The question has one language, but its words are stemmed by the
 * rules of each language of the collection, since a document's terms were cut by its own.
 */
export function searchPassages(
  { query }: CollectionFile,
  question: string,
  { limit }: { limit: number },
): PassageSearch {
  const version = firstNumber(query.version) ?? 0
  const passages = firstNumber(query.passages) ?? 0
  const counts = new Map(termsOf(query, question).map((term) => [term, countOf(query, term)]))
  const termWeights = new Map([...counts].map(([term, count]) => [term, inverseFrequency(count, passages)]))
  const searched = termsWorthSearching(counts, passages)
  if (searched.length === 0) return { hits: [], termWeights, version }
  const rows = query.search.all([searched.map((term) => `"${term}"`).join(' OR '), limit]) as HitRow[]
  return { hits: rows.map(toHit), termWeights, version }
}

/** The search of a collection that has nothing in it. */
export function searchNothing(question: string): PassageSearch {
  const terms = questionTerms(question, detectLanguage(question) ?? 'en')
  return { hits: [], termWeights: new Map(terms.map((term) => [term, inverseFrequency(0, 0)])), version: 0 }
}

function termsOf(query: CollectionFile['query'], question: string): string[] {
  const language = detectLanguage(question) ?? 'en'
  const languages = (query.languages.all([LANGUAGES]) as { language: string }[]).map((row) => row.language)
  const terms = [language, ...languages].flatMap((rules) => questionTerms(question, language, rules))
  return [...new Set(terms)].slice(0, TERMS_LOOKED_UP)
}

/** Rarest first. A term in more than half of many passages costs the most time and weighs nothing in bm25. */
function termsWorthSearching(counts: ReadonlyMap<string, number>, passages: number): string[] {
  const present = [...counts].filter(([, count]) => count > 0).sort(([, a], [, b]) => a - b)
  const telling = present.filter(([, count]) => passages < MANY_PASSAGES || count <= passages / 2)
  return (telling.length > 0 ? telling : present).slice(0, TERMS_SEARCHED).map(([term]) => term)
}

const countOf = (query: CollectionFile['query'], term: string) => firstNumber(query.wordCount, [term]) ?? 0

const inverseFrequency = (count: number, passages: number) =>
  Math.log(1 + (passages - count + 0.5) / (count + 0.5))

function toHit(row: HitRow): PassageHit {
  const { id, title, origin, site, language, published, score } = row
  const document = { id, title, origin, site, language, published, contentHash: row.content_hash }
  return { document, passage: toPassage(row), score }
}

export const toPassage = ({ id, ordinal, heading, text, start, end, page }: PassageRow): IndexedPassage => ({
  documentId: id,
  ordinal,
  heading,
  text,
  start,
  end,
  page,
})
