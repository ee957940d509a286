import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { hasPlantedInstruction } from '../text/planted-instructions.ts'
import type { SourcePassage } from './read-pages.ts'
import { type QuestionWords, scorePassages } from './score-passages.ts'

const PASSAGES_OF_ONE_SOURCE = 4
/** A passage that speaks to the machine that reads it is worth this share of its score. */
const SUSPECT_SHARE = 0.3

export type RankedPassages = {
  /** Best first, scores from 1 down. */
  passages: WriterPassage[]
  /** Stem -> weight for each word of the question. */
  termWeights: Map<string, number>
  /** Numbers of the sources that have a passage with planted instructions. */
  suspects: Set<number>
}

/** The passages that speak to the question, best first, not too many of one source. */
export function rankPassages(
  passages: readonly SourcePassage[],
  words: QuestionWords,
  { limit }: { limit: number },
): RankedPassages {
  // Passages of documents were scored when they were found; only those of pages are new.
  const known = passages.flatMap((passage) =>
    passage.score === null ? [] : [{ passage, score: passage.score }],
  )
  const fresh = scorePassages(
    passages.filter(({ score }) => score === null),
    words,
  )
  const suspects = new Set<number>()
  const scored = [...known, ...fresh.scored]
    .map(({ passage, score }) => {
      if (score <= 0 || !hasPlantedInstruction(`${fullTitle(passage)}\n${passage.text}`))
        return { passage, score }
      suspects.add(passage.source)
      return { passage, score: score * SUSPECT_SHARE }
    })
    .sort((a, b) => b.score - a.score)
  const best = scored[0]?.score || 1
  const ofSource = new Map<number, number>()
  const chosen = scored.filter(({ passage: { source }, score }) => {
    const count = (ofSource.get(source) ?? 0) + 1
    ofSource.set(source, count)
    return score > 0 && count <= PASSAGES_OF_ONE_SOURCE
  })
  return {
    passages: chosen.slice(0, limit).map(({ passage, score }) => ({
      source: passage.source,
      title: fullTitle(passage),
      text: passage.text,
      start: passage.start,
      end: passage.end,
      page: passage.page,
      score: score / best,
      namedBy: passage.namedBy,
    })),
    suspects,
    termWeights: new Map([...words.termWeights, ...fresh.termWeights]),
  }
}

/** A document that begins with its title as a heading has it in every heading's path already. */
function fullTitle({ title, heading }: SourcePassage): string {
  if (heading === '' || heading.split(' > ')[0] === title) return heading || title
  return `${title} > ${heading}`
}
