import type { WriterPassage } from '../ports/synopsis-writer.ts'
import type { ReadSource } from './read-pages.ts'
import type { SourceSynopsis } from './synopsize-sources.ts'

/** Behind every passage that speaks to the question: where room is short, synopses go first. */
const SCORE = 0.01

/** What a model is shown, and what its claims are held against. */
export type Material = { shown: readonly WriterPassage[]; checked: readonly WriterPassage[] }

/**
 * Has every source say something: one that has no passage among those chosen for the question is shown by its
 * synopsis, and cited by the text that was made from.
 */
export function addSynopses(
  { passages, suspects }: { passages: readonly WriterPassage[]; suspects: ReadonlySet<number> },
  synopses: readonly SourceSynopsis[],
  read: readonly ReadSource[],
): Material {
  const chosen = new Set(passages.map(({ source }) => source))
  // A copy of another source has nothing of its own to say.
  const speaking = new Set(read.flatMap(({ n, passages: own }) => (own.length > 0 ? n : [])))
  const others = synopses.filter(
    ({ n, text }) => text !== '' && speaking.has(n) && !chosen.has(n) && !suspects.has(n),
  )
  const shown = others.flatMap(({ text, passages: [first, ...rest] }) =>
    first ? [{ ...first, text, end: rest.at(-1)?.end ?? first.end, score: SCORE }] : [],
  )
  return {
    shown: [...passages, ...shown],
    checked: [...passages, ...others.flatMap((synopsis) => synopsis.passages)],
  }
}
