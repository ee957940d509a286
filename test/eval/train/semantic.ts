import { writeFile } from 'node:fs/promises'
import { align } from '../../../shared/cache/semantic/align.ts'
import { type Forest, type Model, scoreOf, type Weights } from '../../../shared/cache/semantic/model.ts'
import { comparePair, FEATURES, wordKeys } from '../../../shared/cache/semantic/pair-features.ts'
import { type QuestionFacts, readQuestion } from '../../../shared/cache/semantic/question-facts.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'
import { foldsOf, type QuestionPair, readClusters, readPairFiles } from '../semantic-pairs.ts'
import { areServed } from '../served-questions.ts'
import { boostTrees } from './boosted-trees.ts'
import { chooseThreshold, fitCalibration } from './calibrate.ts'
import { framedPairs } from './framed-pairs.ts'
import { generatePairs } from './generated-pairs.ts'
import { pairsFromClusters } from './how-to-pairs.ts'
import { learnWordWeights } from './word-weights.ts'

const FOLDS = 5
const SEED = 20_261_123
/** What a pair made by rule weighs where there are thousands that people wrote. */
const MADE_BESIDE_REAL = 0.25
const TREES = { latin: 160, han: 100 }
const RATE = { latin: 0.12, han: 0.12 }

export type TrainOptions = { data: string; qa: string; all: boolean; out: string }

type Prepared = QuestionPair & {
  facts: [QuestionFacts, QuestionFacts]
  keys: string[]
  /** Refused whatever the model says. */
  vetoed: boolean
  fold: number
}

/** Trains the weights of the semantic decision and writes them; returns the figures by set, out of fold. */
export async function trainSemantic(options: TrainOptions): Promise<Weights> {
  const { pairs, record } = await gather(options)
  const prepared = prepare(pairs)
  const scores = new Float64Array(prepared.length)
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const model = train(prepared.filter((pair) => pair.fold !== fold))
    for (const [at, pair] of prepared.entries())
      if (pair.fold === fold) scores[at] = scoreOf(model.forests[scriptOf(pair)], featuresOf(pair, model))
    console.error(`fold ${fold + 1} of ${FOLDS}`)
  }
  const judged = prepared.map((pair, at) => ({
    ...pair,
    score: scores[at] ?? 0,
    script: scriptOf(pair),
  }))
  const { threshold, calibration, figures } = chooseThreshold(judged, fitCalibration(judged), options)
  const model = train(prepared)
  const weights = toWeights(model, {
    threshold,
    calibration,
    trained: { ...record, figures, features: FEATURES },
  })
  await writeFile(options.out, `${JSON.stringify(weights, null, 1)}\n`)
  return weights
}

async function gather({ data, qa, all }: TrainOptions) {
  const files = (await readPairFiles(data)).filter(({ isOpen }) => all || isOpen)
  const clusters = await readClusters(data)
  const generated = await generatePairs(qa)
  const pairs = [
    ...files.flatMap((file) => file.pairs),
    ...[...pairsFromClusters(clusters), ...framedPairs(), ...generated.pairs].map((pair) => ({
      ...pair,
      weight: all ? MADE_BESIDE_REAL : 1,
    })),
  ]
  const sources = [
    ...files.map(({ name, sha256 }) => ({ name: `semantic-cache/${name}`, sha256 })),
    ...generated.files,
  ]
  return { pairs, record: { seed: SEED, folds: FOLDS, pairs: pairs.length, data: sources } }
}

function prepare(pairs: readonly QuestionPair[]): Prepared[] {
  const folds = foldsOf(pairs, FOLDS)
  const known = new Map<string, QuestionFacts>()
  const read = (question: string) => {
    const facts = known.get(question) ?? readQuestion(question)
    known.set(question, facts)
    return facts
  }
  return pairs.map((pair, at) => {
    const facts: [QuestionFacts, QuestionFacts] = [read(pair.a), read(pair.b)]
    const { vetoes } = comparePair(...facts, NO_VOCABULARY)
    return {
      ...pair,
      facts,
      vetoed: vetoes.length > 0 || !areServed(pair),
      keys: wordKeys(...facts, align(...facts)),
      fold: folds[at] ?? 0,
    }
  })
}

const scriptOf = ({ facts }: Prepared) => (facts[0].script === 'han' ? 'han' : 'latin')

const NO_VOCABULARY: Model['vocabulary'] = { idf: new Map(), rarest: 0, weights: new Map() }
const featuresOf = (pair: Prepared, model: Pick<Model, 'vocabulary'>) =>
  comparePair(...pair.facts, model.vocabulary).features

/** Vetoed pairs are never scored, so nothing is learned from them but how rare words are. */
function train(pairs: readonly Prepared[]): Model {
  const scored = pairs.filter(({ vetoed }) => !vetoed)
  const common = idfOf(pairs)
  const inner = foldsOf(scored, 4)
  const withWeights = (weights: ReadonlyMap<string, number>) => ({ vocabulary: { ...common, weights } })
  const held = [0, 1, 2, 3].map((fold) =>
    learnWordWeights(
      scored.filter((_, at) => inner[at] !== fold),
      SEED,
    ),
  )
  const samples = scored.map((pair, at) => ({
    features: featuresOf(pair, withWeights(held[inner[at] ?? 0] ?? new Map())),
    label: pair.label,
    weight: pair.weight,
    script: scriptOf(pair),
  }))
  const grow = (of: 'latin' | 'han') =>
    boostTrees(
      samples.filter(({ script }) => script === of),
      { trees: TREES[of], rate: RATE[of], ridge: 4, random: createSeededRandom(SEED) },
    )
  return {
    forests: { latin: grow('latin'), han: grow('han') },
    ...withWeights(learnWordWeights(scored, SEED)),
    threshold: 1,
    calibration: { latin: { slope: 1, offset: 0 }, han: { slope: 1, offset: 0 } },
  }
}

const LEAST_SEEN = 4

function idfOf(pairs: readonly Prepared[]): { idf: Map<string, number>; rarest: number } {
  const questions = new Set(pairs.flatMap(({ facts }) => facts))
  const seen = new Map<string, number>()
  for (const { stems } of questions) for (const one of new Set(stems)) seen.set(one, (seen.get(one) ?? 0) + 1)
  const idf = (times: number) => Number(Math.log(questions.size / times).toFixed(2))
  const common = [...seen].filter(([, times]) => times >= LEAST_SEEN)
  return { idf: new Map(common.map(([one, times]) => [one, idf(times)])), rarest: idf(LEAST_SEEN - 1) }
}

function toWeights(
  { forests, vocabulary }: Model,
  more: Pick<Weights, 'threshold' | 'calibration' | 'trained'>,
): Weights {
  const table = (map: ReadonlyMap<string, number>) =>
    [...map]
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(' ')
  return {
    trained: more.trained,
    threshold: more.threshold,
    calibration: more.calibration,
    forests: { latin: printed(forests.latin), han: printed(forests.han) },
    rarest: vocabulary.rarest,
    idf: table(vocabulary.idf),
    words: table(vocabulary.weights),
  }
}

const printed = ({ bias, trees }: Forest) => ({
  bias: Number(bias.toFixed(4)),
  trees: trees.map(({ feature, threshold, leaf }) =>
    [feature, threshold, leaf].map((row) => row.join(' ')).join(';'),
  ),
})
