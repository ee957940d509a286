import { freshnessOf } from '../../shared/cache/freshness.ts'
import { neverSemantic } from '../../shared/cache/semantic/never-semantic.ts'
import type { QuestionPair } from './semantic-pairs.ts'

/** Words such as "this year" are told by their kind, whatever the date is. */
const NOW = Date.parse('2026-11-23T12:00:00Z')

/** Whether the semantic cache looks at both questions at all: personal and live ones, code and follow-ups it never does. */
export const areServed = ({ a, b }: Pick<QuestionPair, 'a' | 'b'>): boolean =>
  [a, b].every((question) => {
    const freshness = freshnessOf(question, { now: NOW })
    return neverSemantic({ question, freshness, isFollowUp: false }) === null
  })
