import type { Alignment } from './align.ts'
import { frameDistance } from './frame.ts'
import type { QuestionFacts, Word } from './question-facts.ts'

const SAME_FRAME = 3
/** Words of a phrase. Longer ones that differ are rather another way to put it. */
const PHRASE = 4

/**
 * One word or phrase for another that is none of its synonyms, and all else the same: whatever the words are, something
 * else is asked. English only.
 */
export function isSubstitution(a: QuestionFacts, b: QuestionFacts, alignment: Alignment): boolean {
  if (a.script !== 'latin') return false
  const { onlyA, onlyB } = alignment
  const isWord = onlyA.length === 1 && onlyB.length === 1 && frameDistance(a, b) <= SAME_FRAME
  return isWord || isOtherPhrase(a.words, b.words, alignment)
}

/** "Taxed when RSUs vest" against "taxed when stock options vest": between the same beginning and the same end. */
function isOtherPhrase(a: readonly Word[], b: readonly Word[], { onlyA, onlyB }: Alignment): boolean {
  const most = Math.min(a.length, b.length)
  const before = runOf(most, (at) => isSame(a[at], b[at]))
  const after = runOf(most - before, (at) => isSame(a[a.length - 1 - at], b[b.length - 1 - at]))
  const [one, other] = [a.slice(before, a.length - after), b.slice(before, b.length - after)]
  const common = [...a.slice(0, before), ...a.slice(a.length - after)]
  return common.some(({ telling }) => telling) && isOwn(one, onlyA) && isOwn(other, onlyB)
}

/** A short phrase whose telling words are all missing on the other side. */
function isOwn(phrase: readonly Word[], only: readonly Word[]): boolean {
  const telling = phrase.filter((word) => word.telling)
  return telling.length > 0 && phrase.length <= PHRASE && telling.every((word) => only.includes(word))
}

const isSame = (one: Word | undefined, other: Word | undefined): boolean =>
  one?.telling && other?.telling ? one.stem === other.stem : one?.text === other?.text

function runOf(most: number, holds: (at: number) => boolean): number {
  let length = 0
  while (length < most && holds(length)) length += 1
  return length
}
