import type { Alignment } from './align.ts'
import { compareOrder } from './argument-order.ts'
import { OPPOSITES as OPPOSITES_ZH } from './chinese.ts'
import { PART_PAIRS, PERSONS, SIGN_PAIRS, UNITS } from './english.ts'
import { frameDistance, missing } from './frame.ts'
import { areOpposite } from './lexicon.ts'
import type { Asked, QuestionFacts, Word } from './question-facts.ts'
import { isSubstitution } from './substitution.ts'

export type Veto =
  | 'script'
  | 'negation'
  | 'opposites'
  | 'numbers'
  | 'names'
  | 'argument-order'
  | 'question-type'
  | 'quantifier'
  | 'modality'
  | 'substitution'
  | 'tense'

const SIGNS = new Set(SIGN_PAIRS.split('|').flatMap((pair) => pairKeys(pair.trim().split(/\s+/))))
const OPPOSITES = OPPOSITES_ZH.split(/[|\n]/).map((pair) => pair.trim().split(/\s+/))

function pairKeys([one = '', other = '']: readonly string[]): string[] {
  return [`${one} ${other}`, `${other} ${one}`]
}

/** Why one question's answer must not be served for the other, whatever their likeness. Empty: nothing found. */
export function vetoesOf(a: QuestionFacts, b: QuestionFacts, alignment: Alignment): Veto[] {
  if (a.script !== b.script || a.script === 'other') return ['script']
  const [onlyA, onlyB] = [missing(a.numbers, b.numbers), missing(b.numbers, a.numbers)]
  const isParted = !isDeniedOpposite(a, b, alignment)
  const found: [Veto, boolean][] = [
    ['negation', isParted && a.negations % 2 !== b.negations % 2],
    ['opposites', isParted && holdOpposites(a, b, alignment)],
    ['numbers', (onlyA.length > 0 && onlyB.length > 0) || haveOtherUnits(alignment)],
    ['names', haveOtherNames(alignment) || areOtherPersons(a, b)],
    ['argument-order', isOtherOrder(a, b, alignment)],
    ['question-type', areOtherTypes(a.asked, b.asked)],
    ['quantifier', signsClash(a, b) || partsClash(a, b, alignment)],
    ['substitution', isParted && isSubstitution(a, b, alignment)],
    ['modality', a.asked === 'yes-no' && b.asked === 'yes-no' && modesClash(a, b)],
    ['tense', a.asked === 'yes-no' && tensesClash(a, b)],
  ]
  return found.filter(([, holds]) => holds).map(([veto]) => veto)
}

function holdOpposites(a: QuestionFacts, b: QuestionFacts, { onlyA, onlyB }: Alignment): boolean {
  if (a.script === 'han') return hanOpposites(a.form, b.form)
  return onlyA.some((one) =>
    onlyB.some((other) => areOpposite(one.stem, other.stem) || areOpposite(one.text, other.text)),
  )
}

const BE = /^(?:is|are|was|were|be|being|been|am)$/

/** "Is fat" against "is not thin". */
function isDeniedOpposite(a: QuestionFacts, b: QuestionFacts, { onlyA, onlyB }: Alignment): boolean {
  const [one, other] = [onlyA[0], onlyB[0]]
  if (!one || !other || onlyA.length + onlyB.length > 2 || a.negations + b.negations !== 1) return false
  const isDenied = ({ words }: QuestionFacts, word: Word) => {
    const at = words.indexOf(word)
    return words[at - 1]?.text === 'not' && BE.test(words[at - 2]?.text ?? '')
  }
  return areOpposite(one.stem, other.stem) && (isDenied(a, one) || isDenied(b, other))
}

/** Each side holds a word whose opposite stands in the other, and not in itself. */
function hanOpposites(a: string, b: string): boolean {
  const without = (text: string, word: string) => (word === '' ? text : text.replaceAll(word, ''))
  return OPPOSITES.some(([one = '', other = '']) => {
    const isParted = (x: string, y: string) =>
      x.includes(one) &&
      !without(x, one).includes(other) &&
      y.includes(other) &&
      !without(y, other).includes(one)
    return isParted(a, b) || isParted(b, a)
  })
}

const names = (words: readonly Word[]) => words.filter(({ isName }) => isName)

/** A name on each side that the other lacks, unless one abbreviates the other. */
function haveOtherNames({ onlyA, onlyB }: Alignment): boolean {
  const [left, right] = [names(onlyA), names(onlyB)]
  return left.length > 0 && right.length > 0 && !abbreviates(left, right) && !abbreviates(right, left)
}

function abbreviates(short: readonly Word[], long: readonly Word[]): boolean {
  const initials = long.map(({ text }) => text.charAt(0)).join('')
  return short.length === 1 && initials.length > 1 && short[0]?.text === initials
}

/** "Ounces" against "grams", where both are asked for. */
function haveOtherUnits({ onlyA, onlyB }: Alignment): boolean {
  const isUnit = ({ text }: Word) => text.length > 2 && UNITS.test(text)
  return onlyA.some(isUnit) && onlyB.some(isUnit)
}

/** "He" here, "she" there. */
function areOtherPersons(a: QuestionFacts, b: QuestionFacts): boolean {
  const [hasA, hasB] = [a, b].map(({ words }) =>
    PERSONS.map((person) => words.some(({ text }) => person.has(text))),
  )
  return PERSONS.some((_, at) => hasA?.[at] && !hasB?.[at] && hasB?.[1 - at] && !hasA?.[1 - at])
}

/** "Is it both" is not "is it one of them", and "all" is not "some". */
function partsClash(a: QuestionFacts, b: QuestionFacts, { onlyA, onlyB }: Alignment): boolean {
  if (a.asked !== 'yes-no' || b.asked !== 'yes-no' || onlyA.length + onlyB.length > 0) return false
  const count = ({ words }: QuestionFacts, part = '') => words.filter(({ text }) => text === part).length
  const more = (part: string | undefined) => count(a, part) - count(b, part)
  return PART_PAIRS.some(([one, other]) => more(one) * more(other) < 0)
}

/** The same words in the same frame, in another order. */
function isOtherOrder(a: QuestionFacts, b: QuestionFacts, alignment: Alignment): boolean {
  const { inversions, isTurned } = compareOrder(a, b, alignment)
  if (isTurned || numbersTurned(a, b)) return true
  const left = alignment.onlyA.length + alignment.onlyB.length
  return inversions > 0 && left <= 1 && frameDistance(a, b) <= (isPassive(a) === isPassive(b) ? 2 : 3)
}

const isPassive = ({ words }: QuestionFacts) => words.some(({ text }) => text === 'by')

const EITHER_WAY = /[+*×]|\b(?:and|or|x|vs|versus|times|plus|sum|add|product|multiply)\b/

/** "Is 3 a factor of 9" against "is 9 a factor of 3". */
function numbersTurned(a: QuestionFacts, b: QuestionFacts): boolean {
  const texts = ({ words }: QuestionFacts) => words.map(({ text }) => text).join(' ')
  return (
    a.inOrder !== b.inOrder &&
    a.numbers.join() === b.numbers.join() &&
    !EITHER_WAY.test(a.form) &&
    texts(a) === texts(b)
  )
}

const CERTAIN: ReadonlySet<Asked> = new Set([
  'how-to',
  'amount',
  'duration',
  'when',
  'where',
  'who',
  'why',
  'yes-no',
])
/** Asked in either way for the same: "when", "how long", "can I" and "how do I". */
const NEAR = new Set(
  ['when duration', 'amount duration', 'how-to yes-no', 'why yes-no', 'amount how-to', 'why how-to'].flatMap(
    (pair) => pairKeys(pair.split(' ')),
  ),
)

const areOtherTypes = (one: Asked, other: Asked): boolean =>
  one !== other && CERTAIN.has(one) && CERTAIN.has(other) && !NEAR.has(`${one} ${other}`)

function signsClash(a: QuestionFacts, b: QuestionFacts): boolean {
  const [onlyA, onlyB] = [missing(a.signs, b.signs), missing(b.signs, a.signs)]
  if (a.script === 'han')
    return onlyA.some((one) => onlyB.some((other) => /^(?:前后|后前|上下|下上|内外|外内)$/.test(one + other)))
  return onlyA.some((one) => onlyB.some((other) => SIGNS.has(`${one} ${other}`)))
}

const modesClash = (a: QuestionFacts, b: QuestionFacts): boolean =>
  a.script === 'latin' && a.modality !== b.modality && (a.modality === 'duty' || b.modality === 'duty')

/** "Is" against "was" and "will be"; a passive or a perfect may tell the same in either. */
const tensesClash = (a: QuestionFacts, b: QuestionFacts): boolean => {
  const was = (facts: QuestionFacts) => facts.words.some(({ text }) => text === 'formerly')
  return a.script === 'latin' && a.asked === b.asked && (was(a) !== was(b) || a.tense !== b.tense)
}
