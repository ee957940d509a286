import { createBm25 } from '../baseline/bm25.ts'
import { coverage } from '../baseline/overlap-sentences.ts'
import { type EvalQuestion, type EvalSet, readSets } from '../data.ts'
import { areaUnderCurve, withInterval } from '../measures/statistics.ts'
import { createEvalEngine, type EvalEngine, runQuestion, toRequest } from '../pool.ts'
import type { SetFigures, SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'
import { withPages } from './with-pages.ts'

const PLAIN_PASSAGES = 5
const GIVEN_POSITIVE = 3
const GIVEN_ALL = 10

type Trial = { answerable: boolean; ours: number; plain: number }

/**
 * Does the writer's confidence part questions that the sources answer from those that they do not? Sets
 * with unanswerable questions are asked over their pool; sets with negative passages are asked once with
 * three positive and seven negative ones, once with ten negative ones only.
 */
export async function refusalSuite({ data, set, baseline }: SuiteOptions): Promise<SuiteFigures> {
  const all = await readSets(data)
  const asked = all.filter(({ name }) => !set || name === set)
  const engine = await createEvalEngine(all)
  const figures: SuiteFigures = {}
  for (const one of asked) {
    const overPool = one.questions.some(({ answerable }) => !answerable)
    const overGiven = one.questions.some(({ negative_ids }) => negative_ids.length >= GIVEN_ALL)
    if (overPool) figures[one.name] = toFigures(await askPool(one, engine, baseline), baseline)
    else if (overGiven) figures[one.name] = toFigures(await askGiven(one, engine), baseline)
  }
  await engine.close()
  return figures
}

async function askPool(set: EvalSet, engine: EvalEngine, baseline: boolean): Promise<Trial[]> {
  const pool = engine.pools.get(set.language)
  if (!pool) return []
  const plain = baseline ? createBm25([...pool.documents.values()], set.language) : undefined
  const trials: Trial[] = []
  for (const { question, answerable } of set.questions) {
    await runQuestion(engine.deps, toRequest(question, pool))
    const passages = plain?.(question, PLAIN_PASSAGES).map(({ text }) => text) ?? []
    trials.push({
      answerable,
      ours: engine.lastConfidence(),
      plain: coverage(question, passages, set.language),
    })
  }
  return trials
}

async function askGiven(set: EvalSet, engine: EvalEngine): Promise<Trial[]> {
  const byId = new Map(set.documents.map((document) => [document.id, document]))
  const trials: Trial[] = []
  const ask = async (question: EvalQuestion, ids: readonly string[], answerable: boolean) => {
    const given = ids.flatMap((id) => byId.get(id) ?? [])
    await runQuestion(withPages(engine.deps, given), {
      ...toRequest(question.question, { collection: 'public', documents: new Map() }),
      sources: ['web'],
      collections: [],
      maxSources: GIVEN_ALL,
      jsonSchema: null,
    })
    const texts = given.map(({ text }) => text)
    trials.push({
      answerable,
      ours: engine.lastConfidence(),
      plain: coverage(question.question, texts, set.language),
    })
  }
  for (const question of set.questions) {
    const { doc_ids, negative_ids } = question
    if (negative_ids.length < GIVEN_ALL) continue
    const positive = doc_ids.slice(0, GIVEN_POSITIVE)
    await ask(question, [...positive, ...negative_ids.slice(0, GIVEN_ALL - positive.length)], true)
    await ask(question, negative_ids.slice(0, GIVEN_ALL), false)
  }
  return trials
}

function toFigures(trials: readonly Trial[], baseline: boolean): SetFigures {
  const auc = (score: (trial: Trial) => number) => (indices: readonly number[]) => {
    const picked = indices.flatMap((index) => trials[index] ?? [])
    const scores = (answerable: boolean) =>
      picked.filter((trial) => trial.answerable === answerable).map(score)
    return areaUnderCurve(scores(true), scores(false))
  }
  const ours = auc(({ ours: score }) => score)
  const plain = auc(({ plain: score }) => score)
  const answerable = trials.filter((trial) => trial.answerable).length
  const figures: SetFigures = { n: trials.length, answerable, auc: withInterval(trials.length, ours) }
  if (!baseline) return figures
  return {
    ...figures,
    auc_baseline: withInterval(trials.length, plain),
    auc_gain: withInterval(trials.length, (indices) => ours(indices) - plain(indices)),
  }
}
