import { setImmediate } from 'node:timers/promises'
import { sha256Hex } from '../../lib/hash.ts'
import type { Target } from '../../ports/answer-log.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ListName, ListRow, SharedLists } from '../../ports/shared-lists.ts'
import type { SemanticEntry } from '../../ports/vector-index.ts'
import type { Background } from '../background.ts'
import type { Neighbours, Order } from '../cache-deps.ts'
import { type Decision, decide } from './decide.ts'
import type { DenseSearch, KeptVector } from './dense-search.ts'
import { createLexicalIndex } from './lexical-index.ts'
import type { Model } from './model.ts'
import { BY_MODEL, createPairVotes, type Vote } from './pair-votes.ts'
import { readQuestion } from './question-facts.ts'
import type { SharedBudget } from './shared-budget.ts'

/** The list that a question is kept in, beside those that it may be compared with and no others. */
export type Place = { list: ListName; question: string }

type NeighboursOptions<Event, Request> = {
  lists: SharedLists
  clock: Pick<Clock, 'now'>
  background: Background
  model: Model
  budget: SharedBudget
  /** Candidates by meaning, beside those by words. */
  dense?: DenseSearch | undefined
  /** Whether both questions take the same answer; null: nobody knows. Off the hot path, one pair at a time. */
  compare?: ((asked: string, given: string, reader: string) => Promise<boolean | null>) | undefined
  /** `Math.random` unless given. */
  random?: () => number
  /** Null: the question neither takes the answer of another nor gives its own. */
  placeOf(request: Request, collections: Order<Request>['collections']): Place | null
  /** Whether other wordings may be given an answer of these events. */
  isWorthKeeping(events: readonly Event[]): boolean
}

/** In all lists together; about 0.8 KB each. */
const ENTRIES_AT_MOST = 50_000
/** Of one list: its newest. */
const LOADED_AT_MOST = 10_000
const LISTS_AT_MOST = 1_000
/** What others have appended is looked for as often. */
const CATCH_UP_EVERY_MS = 1_000
/** A row may come in below rows that are there already: clocks differ, and writes take their time. */
const OVERLAP_MS = 15_000
/** Rows taken up in one go: the event loop is not held for longer. */
const ROWS_AT_ONCE = 50
const NEAREST = 5
/** Of the hits, those that are compared later; of the near misses, all that there is time for. */
const COMPARED_SHARE = 0.05
const COMPARE_EVERY_MS = 5_000
const VOTES_KEPT_MS = 30 * 24 * 3_600_000

/** Of a row; its id and time are those of the list's. */
type Kept = {
  question: string
  key: string
  fill: number
  fence: number
  until: number
  vector?: KeptVector | undefined
}
type Tail = { since: number; readAt: number; reading: Promise<void> | undefined }

const isVote = (value: unknown): value is Vote => typeof value === 'object' && value !== null && 'by' in value
const nameOf = ({ scope, name }: ListName) => `${scope}#${name}`
const keyOf = (id: string) => id.slice(0, id.indexOf('#'))
const idOf = ({ key, fence, fill }: Kept) => `${key}#${fence}#${fill}`

function targetOf(scope: string, id: string): Target {
  const [key = '', fence, fill] = id.split('#')
  return { scope, key, fence: Number(fence), fill: Number(fill) }
}

/** Neighbours by words, from lists that all instances append to; this process keeps a copy of those it looks in. */
export function createNeighbours<Event, Request>(
  options: NeighboursOptions<Event, Request>,
): Neighbours<Event, Request> {
  const { lists, clock, background, model, budget, placeOf, isWorthKeeping } = options
  const { dense, compare, random = Math.random } = options
  const index = createLexicalIndex({ most: ENTRIES_AT_MOST })
  const tails = new Map<string, Tail>()
  const votes = createPairVotes()
  let comparedAt = Number.NEGATIVE_INFINITY

  const add = (list: ListName, kept: Kept): SemanticEntry => {
    const { question, until: expiresAt } = kept
    const id = idOf(kept)
    const entry = { id, partition: nameOf(list), question, answer: id, expiresAt }
    index.add(entry)
    return entry
  }

  const take = async (list: ListName, tail: Tail, rows: readonly ListRow[]) => {
    for (const [at, row] of rows.entries()) {
      tail.since = Math.max(tail.since, row.at)
      if (isVote(row.value)) votes.add(nameOf(list), row.value)
      else if (!index.has(nameOf(list), row.id)) {
        const kept = row.value as Kept
        const entry = add(list, kept)
        dense?.take(entry, kept.vector)
      }
      if (at % ROWS_AT_ONCE === ROWS_AT_ONCE - 1) await setImmediate()
    }
  }

  const catchUp = async (list: ListName): Promise<void> => {
    const name = nameOf(list)
    const tail = tails.get(name) ?? { since: 0, readAt: Number.NEGATIVE_INFINITY, reading: undefined }
    tails.delete(name)
    tails.set(name, tail)
    const [oldest] = tails.size > LISTS_AT_MOST ? tails.keys() : []
    if (oldest !== undefined) tails.delete(oldest)
    if (tail.reading !== undefined) return tail.reading
    if (clock.now() - tail.readAt < CATCH_UP_EVERY_MS) return undefined
    tail.readAt = clock.now()
    tail.reading = lists
      .read(list, { since: Math.max(0, tail.since - OVERLAP_MS), limit: LOADED_AT_MOST })
      .then((rows) => take(list, tail, rows))
      .finally(() => {
        tail.reading = undefined
      })
    return tail.reading
  }

  const vote = (list: ListName, cast: Vote) => {
    const ruling = votes.add(nameOf(list), cast)
    const { asked, given, by, chance, served } = cast
    const row = { at: clock.now(), id: `${asked}#${given}#${by}`, value: cast }
    const expiresAt = clock.now() + VOTES_KEPT_MS
    background.add(lists.append(list, row, { expiresAt }).catch(() => undefined))
    if (!ruling) return
    const pair = sha256Hex(JSON.stringify([nameOf(list), asked, given]), 32)
    budget.record(pair, { chance, served, isRight: ruling === 'same', entry: given })
  }

  /** A pair that was looked at is an alias, or never served; the others are decided on. */
  const decideAmong = (
    facts: ReturnType<typeof readQuestion>,
    near: readonly SemanticEntry[],
    { partition, asked }: { partition: string; asked: string },
  ): Decision => {
    const ruled = ({ id }: SemanticEntry) => votes.rulingOf(partition, { asked, given: keyOf(id) })
    const alias = near.find((entry) => ruled(entry) === 'same')
    if (alias) return { kind: 'accepted', entry: alias, chance: 1 }
    const open = near.filter((entry) => ruled(entry) !== 'different')
    return decide(facts, open, { model, threshold: ({ id }) => budget.threshold(keyOf(id)) })
  }

  /** A sample of the hits, and what was turned down although the weights alone would have served it. */
  const compareLater = (
    { list, question }: Place,
    decision: Decision,
    { asked, reader }: { asked: string; reader: string },
  ) => {
    const served = decision.kind === 'accepted'
    const looked = served ? decision : decision.near
    if (!compare || !looked || clock.now() - comparedAt < COMPARE_EVERY_MS) return
    const { entry, chance } = looked
    const given = keyOf(entry.id)
    if (chance < model.threshold || (served && random() >= COMPARED_SHARE)) return
    if (votes.rulingOf(nameOf(list), { asked, given })) return
    comparedAt = clock.now()
    const comparing = compare(question, entry.question, reader).then(
      (isSame) => {
        if (isSame !== null) vote(list, { asked, given, by: BY_MODEL, isSame, chance, served })
      },
      () => undefined,
    )
    background.add(comparing)
  }

  const find = async (
    order: Order<Request>,
    isServable: (target: Target) => Promise<boolean>,
    { reader }: { reader: string },
  ) => {
    const place = placeOf(order.request, order.collections)
    if (!place) return undefined
    await Promise.all([catchUp(place.list), budget.catchUp()])
    const facts = readQuestion(place.question)
    const partition = nameOf(place.list)
    const meant = dense?.nearest(partition, { ...place, script: facts.script, now: clock.now() }) ?? []
    const near = index.nearest(partition, facts, { now: clock.now(), limit: NEAREST + 1 })
    // What it was answered with itself would have been served if it could be.
    const asked = order.address.key
    const others = near.filter(({ id }) => keyOf(id) !== asked).slice(0, NEAREST)
    const wider = async () => {
      const known = new Set(others.map(({ id }) => id))
      return [...others, ...(await meant).filter(({ id }) => keyOf(id) !== asked && !known.has(id))]
    }
    const byWords = decideAmong(facts, others, { partition, asked })
    const isDecided = byWords.kind === 'accepted' || !dense
    const decision = isDecided ? byWords : decideAmong(facts, await wider(), { partition, asked })
    compareLater(place, decision, { asked, reader })
    if (decision.kind === 'miss') return undefined
    const { entry, chance } = decision
    const target = targetOf(place.list.scope, entry.id)
    if (!(await isServable(target))) {
      index.remove(partition, entry.id)
      dense?.remove(partition, entry.id)
      return undefined
    }
    return { target, match: { question: entry.question, similarity: Math.round(chance * 1_000) / 1_000 } }
  }

  return {
    find: (...given) => find(...given).catch(() => undefined),
    keep(request, { address, fill, events, facts, freshUntil }) {
      // `<key>~<random>` is nobody else's.
      if (facts.degraded || address.key.includes('~') || !isWorthKeeping(events)) return
      const place = placeOf(request, facts.collections)
      if (!place) return
      const { key, fence } = address
      const kept: Kept = { question: place.question, key, fill, fence, until: freshUntil }
      const entry = add(place.list, kept)
      const at = clock.now()
      const append = async () => {
        const vector = await dense?.keep(entry, readQuestion(kept.question).script)
        const row = { at, id: entry.id, value: { ...kept, ...(vector && { vector }) } }
        await lists.append(place.list, row, { expiresAt: freshUntil })
      }
      background.add(append().catch(() => undefined))
    },
    judge({ address, request, collections }, { target, match, by, isSame }) {
      const place = placeOf(request, collections)
      if (!place) return
      const pair = { asked: address.key, given: target.key }
      vote(place.list, { ...pair, by, isSame, chance: match.similarity, served: true })
    },
  }
}
