import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { questionTerms, tokens } from '../text/tokens.ts'
import type { SourcePassage } from './read-pages.ts'

/** BM25's usual constants, tuned on nothing here. */
const K1 = 0.9
const B = 0.4
/** A term in the title or heading counts as this many in the text. */
const TITLE_WEIGHT = 1
const PASSAGES_OF_ONE_SOURCE = 4

export type RankedPassages = {
  /** Best first, scores from 1 down. */
  passages: WriterPassage[]
  /** Stem -> weight for each word of the question. */
  termWeights: Map<string, number>
}

/**
 * Orders the passages of all sources by BM25 against the question, on one scale whether they come from
 * the index or from a page. Weights of the index hold where it has them; the rest are counted here.
 */
export function rankPassages(
  passages: readonly SourcePassage[],
  options: { question: string; language: string; termWeights: ReadonlyMap<string, number>; limit: number },
): RankedPassages {
  const terms = questionTerms(options.question, options.language)
  const counted = passages.map((passage) => {
    const body = tokens(passage.text, options.language)
    return { passage, length: body.length, counts: countTerms(terms, body, passage, options.language) }
  })
  const termWeights = weigh(terms, counted, options.termWeights)
  const meanLength = counted.reduce((sum, { length }) => sum + length, 0) / Math.max(counted.length, 1)
  const scored = counted.map(({ passage, length, counts }) => {
    let score = 0
    for (const [term, count] of counts) {
      score +=
        ((termWeights.get(term) ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / meanLength))
    }
    return { passage, score }
  })
  scored.sort((a, b) => b.score - a.score)
  const best = scored[0]?.score || 1
  const ofSource = new Map<number, number>()
  const chosen = scored.filter(({ passage: { source }, score }) => {
    ofSource.set(source, (ofSource.get(source) ?? 0) + 1)
    return score > 0 && (ofSource.get(source) ?? 0) <= PASSAGES_OF_ONE_SOURCE
  })
  return {
    passages: chosen.slice(0, options.limit).map(({ passage, score }) => ({
      source: passage.source,
      title: passage.heading ? `${passage.title} > ${passage.heading}` : passage.title,
      text: passage.text,
      start: passage.start,
      end: passage.end,
      score: score / best,
    })),
    termWeights,
  }
}

function countTerms(
  terms: readonly string[],
  body: readonly string[],
  { title, heading }: SourcePassage,
  language: string,
): Map<string, number> {
  const counts = new Map(terms.map((term) => [term, 0]))
  for (const token of body) if (counts.has(token)) counts.set(token, (counts.get(token) ?? 0) + 1)
  for (const token of new Set(tokens(`${title} ${heading}`, language))) {
    if (counts.has(token)) counts.set(token, (counts.get(token) ?? 0) + TITLE_WEIGHT)
  }
  return counts
}

function weigh(
  terms: readonly string[],
  counted: readonly { counts: ReadonlyMap<string, number> }[],
  known: ReadonlyMap<string, number>,
): Map<string, number> {
  return new Map(
    terms.map((term) => {
      const having = counted.filter(({ counts }) => (counts.get(term) ?? 0) > 0).length
      const here = Math.log(1 + (counted.length - having + 0.5) / (having + 0.5))
      return [term, known.get(term) ?? here]
    }),
  )
}
