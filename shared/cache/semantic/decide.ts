import type { SemanticEntry } from '../../ports/vector-index.ts'
import { chanceOf, type Model } from './model.ts'
import { comparePair } from './pair-features.ts'
import { type QuestionFacts, readQuestion } from './question-facts.ts'
import type { Veto } from './vetoes.ts'

export type Decision =
  | { kind: 'accepted'; entry: SemanticEntry; chance: number }
  | {
      kind: 'miss'
      reason: 'no-candidate' | 'vetoed' | 'unsure' | 'ambiguous' | 'error'
      /** The best that was turned down, for a look off the hot path. */
      near: Near | null
    }

type Near = { entry: SemanticEntry; chance: number; vetoes: readonly Veto[] }

/** Log odds between two candidates that are as good as each other. */
const CLOSE = 0.7

/** The chance that an answer serves both questions; 0 when a veto forbids it. */
export function judgePair(
  a: QuestionFacts,
  b: QuestionFacts,
  model: Model,
): { chance: number; vetoes: readonly Veto[] } {
  if (a.script === 'other' || a.script !== b.script) return { chance: 0, vetoes: ['script'] }
  const { vetoes, features } = comparePair(a, b, model.vocabulary)
  return { vetoes, chance: vetoes.length > 0 ? 0 : chanceOf(model, features, a.script) }
}

/**
 * Whose answer serves the question: of the candidates from `threshold` on the best, and none when another one
 * is as good and says something else. `threshold`: by entry, a chance. Any failure is a miss.
 */
export function decide(
  facts: QuestionFacts,
  candidates: readonly SemanticEntry[],
  { model, threshold }: { model: Model; threshold: (entry: SemanticEntry) => number },
): Decision {
  try {
    return choose(facts, candidates, { model, threshold })
  } catch {
    return { kind: 'miss', reason: 'error', near: null }
  }
}

function choose(
  facts: QuestionFacts,
  candidates: readonly SemanticEntry[],
  { model, threshold }: { model: Model; threshold: (entry: SemanticEntry) => number },
): Decision {
  const judged = candidates
    .map((entry) => {
      const own = readQuestion(entry.question)
      return { entry, facts: own, ...judgePair(facts, own, model) }
    })
    .sort((one, other) => other.chance - one.chance)
  const [best, ...others] = judged
  if (!best) return { kind: 'miss', reason: 'no-candidate', near: null }
  if (best.chance === 0) return { kind: 'miss', reason: 'vetoed', near: nearOf(best) }
  if (!(best.chance >= threshold(best.entry))) return { kind: 'miss', reason: 'unsure', near: nearOf(best) }
  const rivals = others.filter(
    ({ entry, chance }) =>
      entry.answer !== best.entry.answer && logOdds(best.chance) - logOdds(chance) < CLOSE,
  )
  const isSame = ({ entry, facts: own }: (typeof judged)[number]) =>
    judgePair(best.facts, own, model).chance >= threshold(entry)
  if (rivals.some((rival) => !isSame(rival))) return { kind: 'miss', reason: 'ambiguous', near: nearOf(best) }
  return { kind: 'accepted', entry: best.entry, chance: best.chance }
}

const nearOf = ({ entry, chance, vetoes }: Near): Near => ({ entry, chance, vetoes })

const logOdds = (chance: number): number => Math.log(chance / Math.max(1e-9, 1 - chance))
