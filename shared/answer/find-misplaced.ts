import { hunks } from '../text/hunks.ts'
import type { Lexeme } from '../text/lexemes.ts'

/** A name of one or more words, or a number, at its place. */
type Item = { keys: readonly string[]; kind: string; from: number; to: number }
/** The nearest words on either side that both texts have, each once; empty: there is none. */
type Place = { left: string; right: string; link: string }

/** Before a name, they say nothing about what it does in its sentence. */
const EMPTY = new Set(
  'the a an and or but der die das den dem des und oder el la los las un una y o le les et и или а'.split(
    ' ',
  ),
)
const BE = new Set('is are was were be been being fue fueron es son ser sido est fut été'.split(' '))
const BY = new Set('by por par'.split(' '))

/**
 * Does a name or number of the claim stand in the quote's place of another one: have two changed places, has one
 * taken the place of another that is not told, or have doer and done-to changed while the voice did not? What was
 * only moved, with the words that it belongs to, is not misplaced.
 */
export function isMisplaced(claim: readonly Lexeme[], quote: readonly Lexeme[]): boolean {
  const shared = sharedWords(claim, quote)
  const turned = new Set([...passives(claim)].filter((verb) => shared.has(verb)))
  for (const verb of passives(quote)) {
    if (turned.has(verb)) turned.delete(verb)
    else if (shared.has(verb)) turned.add(verb)
  }
  if ([...turned].some((verb) => isTurnedWrongly(verb, claim, quote))) return true
  const told = new Set(claim.map(({ key }) => key))
  const items = itemsOf(quote).map((item) => ({ item, place: placeOf(item, quote, shared) }))
  return itemsOf(claim).some((item) => {
    const place = placeOf(item, claim, shared, { isInClause: true })
    if (place.left === place.right || turned.has(place.left) || turned.has(place.right)) return false
    const own = items.filter((other) => isPartOf(item, other.item))
    if (own.length === 0 || own.some((other) => isSamePlace(place, other.place))) return false
    return items.some(
      (other) =>
        other.item.kind === item.kind &&
        other.place.link === place.link &&
        !isPartOf(item, other.item) &&
        (isAllOf(place, other.place) ||
          (isEitherOf(place, other.place) && other.item.keys.every((key) => !told.has(key)))),
    )
  })
}

/** What joins equals: in "X and Y" the order says nothing. */
const JOINS = new Set('and or with & und oder mit y o con et ou avec и или с و أو'.split(' '))

/** "by the Queen to Parliament" for "by Parliament to the Queen": two names, each with the other's preposition. */
export function hasExchangedLinks(claim: readonly Lexeme[], quote: readonly Lexeme[]): boolean {
  const quoted = linksOf(quote)
  const shared = [...linksOf(claim)].flatMap(([name, link]) => {
    const before = quoted.get(name)
    return before === undefined || before === link ? [] : [{ link, before }]
  })
  return shared.some(({ link, before }) =>
    shared.some((other) => other.link === before && other.before === link),
  )
}

/** Names that a text has once -> the word before them that says what they do there; empty: there is none. */
function linksOf(all: readonly Lexeme[]): Map<string, string> {
  const links = new Map<string, string>()
  const repeated = new Set<string>()
  for (const { keys, kind, from } of itemsOf(all)) {
    if (kind !== 'name') continue
    const name = keys.join(' ')
    if (links.has(name)) repeated.add(name)
    links.set(name, linkBefore(from, all))
  }
  for (const name of repeated) links.delete(name)
  return links
}

/** Two names or numbers have changed places, and all that is told around them is as it was. */
export function isExchanged(claim: readonly Lexeme[], quote: readonly Lexeme[]): boolean {
  const told = hunks(claim, quote).filter(({ own }) => own.some(({ kind }) => kind !== 'function'))
  const [one, next] = told
  if (!one || !next || told.length > 2) return false
  const [from, to] = [hardKeys(one.own), hardKeys(one.other)]
  const between = claim.slice(one.at + one.own.length, next.at)
  return (
    from !== '' &&
    to !== '' &&
    from === hardKeys(next.other) &&
    to === hardKeys(next.own) &&
    between.some(({ word }) => !JOINS.has(word))
  )
}

/** Empty where there is anything else. */
const hardKeys = (all: readonly Lexeme[]) => {
  const content = all.filter(({ kind }) => kind !== 'function')
  const isHard = content.every(({ kind }) => kind === 'name' || kind === 'number')
  return isHard ? content.map(({ key }) => key).join(' ') : ''
}

/**
 * A name whose parts are torn: where the quote goes on with another part, the claim goes on with a word from
 * elsewhere. ("President Obama" for "President Barack Obama" is whole, and so is a name that the source has elsewhere.)
 */
export function hasTornName(
  claim: readonly Lexeme[],
  quote: readonly Lexeme[],
  isKnown: (word: string) => boolean,
): boolean {
  const items = itemsOf(quote).filter(({ keys }) => keys.length > 1)
  const pairs = claim.flatMap((one, at) => {
    const next = claim[at + 1]
    const isPair = one.kind === 'name' && next?.kind === 'name' && next.clause === one.clause
    return isPair && !isKnown(`${one.word} ${next.word}`) ? [[one.key, next.key] as const] : []
  })
  const isTogether = ([one, next]: readonly [string, string]) =>
    items.some(({ keys }) => keys.includes(one) && keys.includes(next))
  return pairs.some((pair) => {
    if (pair[0] === pair[1] || isTogether(pair)) return false
    const [starts, ends] = [occurrences(pair[0], quote), occurrences(pair[1], quote)]
    const goesOn = starts.length > 0 && starts.every((at) => isSameName(quote[at], quote[at + 1]))
    const hasBegun = ends.length > 0 && ends.every((at) => isSameName(quote[at - 1], quote[at]))
    return goesOn || hasBegun
  })
}

const occurrences = (key: string, all: readonly Lexeme[]) =>
  all.flatMap((one, at) => (one.key === key ? [at] : []))
const isSameName = (one: Lexeme | undefined, next: Lexeme | undefined) =>
  one?.kind === 'name' && next?.kind === 'name' && one.clause === next.clause

const isAllOf = (one: Place, other: Place) => one.left === other.left && one.right === other.right
const isSamePlace = (one: Place, other: Place) => one.left === other.left || one.right === other.right
const isEitherOf = (one: Place, other: Place) =>
  (one.left !== '' && one.left === other.left) || (one.right !== '' && one.right === other.right)

/** "Merkel" and "Angela Merkel" are the same. */
const isPartOf = ({ keys: ones }: Item, { keys: others }: Item) =>
  ones.every((key) => others.includes(key)) || others.every((key) => ones.includes(key))

/** Keys of the words, no names or numbers, that stand in each text once. */
function sharedWords(claim: readonly Lexeme[], quote: readonly Lexeme[]): Set<string> {
  const quoted = wordsOnce(quote)
  return new Set([...wordsOnce(claim)].filter((key) => quoted.has(key)))
}

function wordsOnce(all: readonly Lexeme[]): Set<string> {
  const counts = new Map<string, number>()
  for (const { key } of all) counts.set(key, (counts.get(key) ?? 0) + 1)
  return new Set(
    all.filter(({ kind, key }) => kind === 'word' && counts.get(key) === 1).map(({ key }) => key),
  )
}

/** Numbers, and names as long as they go on within a clause; a month is of a kind of its own. */
function itemsOf(all: readonly Lexeme[]): Item[] {
  const items: Item[] = []
  for (const [at, { kind, key, clause }] of all.entries()) {
    if (kind !== 'name' && kind !== 'number') continue
    const own = key.startsWith('@') ? 'month' : kind
    const last = items.at(-1)
    const goesOn = own === 'name' && last?.kind === 'name' && last.to === at && all[at - 1]?.clause === clause
    if (last && goesOn) items[items.length - 1] = { ...last, keys: [...last.keys, key], to: at + 1 }
    else items.push({ keys: [key], kind: own, from: at, to: at + 1 })
  }
  return items
}

function placeOf(
  { from, to }: Item,
  all: readonly Lexeme[],
  shared: ReadonlySet<string>,
  { isInClause = false } = {},
): Place {
  const clause = all[from]?.clause
  const isAnchor = (one: Lexeme) => shared.has(one.key) && (!isInClause || one.clause === clause)
  return {
    left: all.slice(0, from).findLast(isAnchor)?.key ?? '',
    right: all.slice(to).find(isAnchor)?.key ?? '',
    link: linkBefore(from, all),
  }
}

/** "by" in "by the Queen"; empty: there is no such word. */
function linkBefore(at: number, all: readonly Lexeme[]): string {
  const before = all.slice(0, at).findLast(({ word }) => !EMPTY.has(word))
  return before?.kind === 'function' ? before.key : ''
}

/** Verbs with a form of "be" before them and "by" behind them. */
function passives(all: readonly Lexeme[]): Set<string> {
  const found = new Set<string>()
  for (const [at, { kind, key }] of all.entries()) {
    const isPassive =
      kind === 'word' &&
      all.slice(Math.max(0, at - 3), at).some(({ word }) => BE.has(word)) &&
      all.slice(at + 1, at + 5).some(({ word }) => BY.has(word))
    if (isPassive) found.add(key)
  }
  return found
}

/** One text has the verb in the passive: who is named before it there is named before it in the other, too. */
function isTurnedWrongly(verb: string, claim: readonly Lexeme[], quote: readonly Lexeme[]): boolean {
  const [passive, active] = passives(claim).has(verb) ? [claim, quote] : [quote, claim]
  const [turn, turnInActive] = [passive, active].map((all) => all.findIndex(({ key }) => key === verb))
  if (turn === undefined || turnInActive === undefined) return false
  const names = itemsOf(passive).filter(({ kind }) => kind === 'name')
  const subject = names.findLast(({ to }) => to <= turn)
  const by = passive.findIndex(({ word }, at) => at > turn && BY.has(word))
  const agent = names.find(({ from }) => from > by)
  if (!subject || !agent || agent.from > by + 2) return false
  const inActive = (item: Item) => active.findIndex(({ key }) => item.keys.includes(key))
  const [subjectAt, agentAt] = [inActive(subject), inActive(agent)]
  return subjectAt >= 0 && subjectAt < turnInActive && agentAt > turnInActive
}
