import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { judgePair } from '../../../shared/cache/semantic/decide.ts'
import { createErrorBudget } from '../../../shared/cache/semantic/error-budget.ts'
import { createLexicalIndex } from '../../../shared/cache/semantic/lexical-index.ts'
import { type Model, parseWeights, type Weights } from '../../../shared/cache/semantic/model.ts'
import { readQuestion } from '../../../shared/cache/semantic/question-facts.ts'
import shipped from '../../../shared/cache/semantic/weights.json' with { type: 'json' }
import { createSeededRandom } from '../../support/seeded-random.ts'
import type { SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'

/** A question that met its nearest neighbour: what the decision said of them, and what is true. */
type Arrival = { chance: number; isRight: boolean; entry: string }

const ORDERS = 20
const BUDGETS = [0.005, 0.01, 0.02, 0.05]
const MOST_PAIRS = 12_000

/**
 * The error budget against an oracle: streams of QQP pairs and of banking questions in 20 shuffled orders, with
 * one decision throughout, and with another one from the middle on.
 */
export async function semanticBudgetSuite(
  options: SuiteOptions & { weights?: string | undefined },
): Promise<SuiteFigures> {
  const weights = options.weights ? (JSON.parse(await readFile(options.weights, 'utf8')) as Weights) : shipped
  const model = parseWeights(weights)
  const streams = {
    qqp: await readQqp(options.data, model),
    banking77: await readBanking(options.data, model),
  }
  const figures: SuiteFigures = {}
  for (const [name, stream] of Object.entries(streams)) {
    if (stream.length === 0) continue
    for (const maxWrong of BUDGETS) figures[`${name} ${maxWrong * 100}%`] = simulate(stream, maxWrong)
  }
  return figures
}

export function simulate(stream: readonly Arrival[], maxWrong: number): SuiteFigures[string] {
  const positives = stream.filter(({ isRight }) => isRight).length
  const runs = Array.from({ length: ORDERS }, (_, seed) =>
    run(shuffled(stream, seed + 1), { maxWrong, isSwapped: false }),
  )
  const swapped = Array.from({ length: ORDERS }, (_, seed) =>
    run(shuffled(stream, seed + 1), { maxWrong, isSwapped: true }),
  )
  const over = (of: typeof runs) => of.filter(({ served, wrong }) => wrong > maxWrong * served).length
  const meanOf = (of: typeof runs, value: (one: (typeof runs)[number]) => number) =>
    of.reduce((sum, one) => sum + value(one), 0) / of.length
  return {
    n: stream.length,
    positives,
    over_budget: over(runs),
    over_budget_swapped: over(swapped),
    hits: meanOf(runs, ({ served }) => served),
    wrong: meanOf(runs, ({ wrong }) => wrong),
    recall: meanOf(runs, ({ served, wrong }) => (served - wrong) / positives),
    recall_swapped: meanOf(swapped, ({ served, wrong }) => (served - wrong) / positives),
    recall_offline: inHindsight(stream, maxWrong) / positives,
  }
}

function run(stream: readonly Arrival[], { maxWrong, isSwapped }: { maxWrong: number; isSwapped: boolean }) {
  const budget = createErrorBudget({ maxWrong })
  for (const [at, arrival] of stream.entries()) {
    const isOther = isSwapped && at >= stream.length / 2
    if (isSwapped && at === Math.floor(stream.length / 2)) budget.restart()
    const chance = isOther ? otherChance(arrival.chance, at) : arrival.chance
    if (chance === 0) continue
    budget.record({ ...arrival, chance, served: chance >= budget.threshold(arrival.entry) })
  }
  return budget.figures()
}

/** Another decision: surer of itself, and less sharp. */
function otherChance(chance: number, at: number): number {
  if (chance === 0) return 0
  const noise = createSeededRandom(at)() * 2 - 1
  return 1 / (1 + Math.exp(-(0.7 * Math.log(chance / (1 - chance)) + 2 + noise)))
}

/** Right hits at the best threshold of all, chosen when everything is known. */
function inHindsight(stream: readonly Arrival[], maxWrong: number): number {
  let [right, wrong, best] = [0, 0, 0]
  for (const { chance, isRight } of [...stream].sort((a, b) => b.chance - a.chance)) {
    if (chance === 0) break
    if (isRight) right += 1
    else wrong += 1
    if (wrong <= maxWrong * (right + wrong)) best = right
  }
  return best
}

function shuffled<Member>(members: readonly Member[], seed: number): Member[] {
  const random = createSeededRandom(seed)
  const order = [...members]
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1))
    const [one, two] = [order[at] as Member, order[other] as Member]
    order[at] = two
    order[other] = one
  }
  return order
}

async function readLines<Row>(directory: string, file: string): Promise<Row[]> {
  const place = path.join(directory, file)
  if (!existsSync(place)) return []
  const text = await readFile(place, 'utf8')
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row)
}

export async function readQqp(directory: string, model: Model): Promise<Arrival[]> {
  const pairs = await readLines<{ a: string; b: string; label: number }>(directory, 'qqp.jsonl')
  return pairs.slice(0, MOST_PAIRS).map(({ a, b, label }) => ({
    chance: judgePair(readQuestion(a), readQuestion(b), model).chance,
    isRight: label === 1,
    entry: a,
  }))
}

/** The first half of the questions is answered; the second half asks. */
export async function readBanking(directory: string, model: Model): Promise<Arrival[]> {
  const asked = shuffled(
    await readLines<{ q: string; cluster: string }>(directory, 'intents_banking77.jsonl'),
    1,
  )
  const index = createLexicalIndex()
  const middle = Math.floor(asked.length / 2)
  for (const [at, { q, cluster }] of asked.slice(0, middle).entries())
    index.add({ id: `${at}`, partition: 'p', question: q, answer: cluster, expiresAt: 1 })
  return asked.slice(middle).flatMap(({ q, cluster }) => {
    const facts = readQuestion(q)
    const judged = index
      .nearest('p', facts, { now: 0 })
      .map((entry) => ({ entry, ...judgePair(facts, readQuestion(entry.question), model) }))
      .sort((a, b) => b.chance - a.chance)
    const [best] = judged
    return best ? [{ chance: best.chance, isRight: best.entry.answer === cluster, entry: best.entry.id }] : []
  })
}
