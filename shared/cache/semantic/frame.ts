import type { QuestionFacts } from './question-facts.ts'

/** Members of the sorted bag `one` that `other` lacks. */
export function missing(one: readonly string[], other: readonly string[]): string[] {
  const left = [...other]
  return one.filter((member) => {
    const at = left.indexOf(member)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
}

/** Function words that one question has and the other lacks. */
export function frameDistance(a: QuestionFacts, b: QuestionFacts): number {
  const frame = (facts: QuestionFacts) =>
    facts.words.filter(({ telling }) => !telling).map(({ text }) => text)
  return missing(frame(a), frame(b)).length + missing(frame(b), frame(a)).length
}
