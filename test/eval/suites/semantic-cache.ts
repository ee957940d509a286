import { readFile } from 'node:fs/promises'
import { chanceOf, type Model, parseWeights, type Weights } from '../../../shared/cache/semantic/model.ts'
import { comparePair } from '../../../shared/cache/semantic/pair-features.ts'
import { readQuestion } from '../../../shared/cache/semantic/question-facts.ts'
import shipped from '../../../shared/cache/semantic/weights.json' with { type: 'json' }
import { binomial } from '../measures/binomial.ts'
import type { SetFigures, SuiteFigures } from '../report.ts'
import { type PairFile, type QuestionPair, readPairFiles } from '../semantic-pairs.ts'
import { areServed } from '../served-questions.ts'
import type { SuiteOptions } from './suite-options.ts'

const TFIDF_ACCEPTED = 0.01

type Rule = (pair: QuestionPair) => boolean

/**
 * Of pairs of questions, how many that take one answer are served for each other (recall), and how many that do
 * not (accepted): by the weights that ship, by those of `--weights`, each at its one threshold for all sets, and by
 * the cosine of TF-IDF at the threshold that accepts 1 percent of the set's own negatives. A set that the
 * weights were trained on is also given out of fold, as their record tells it.
 */
export async function semanticCacheSuite({ data, set, weights }: SuiteOptions): Promise<SuiteFigures> {
  const files = (await readPairFiles(data)).filter(({ name }) => !set || name === set)
  const own: Weights = shipped
  const other = weights ? (JSON.parse(await readFile(weights, 'utf8')) as Weights) : undefined
  const idf = idfOf(files.flatMap(({ pairs }) => pairs))
  return Object.fromEntries(
    files.map((file) => [
      file.name,
      {
        pairs: file.pairs.length,
        ...figuresOf(file, own, ''),
        ...(other ? figuresOf(file, other, 'weights_') : {}),
        tfidf_recall: binomial(...tfidfRecall(file.pairs, idf)),
      },
    ]),
  )
}

function figuresOf(file: PairFile, weights: Weights, prefix: string): SetFigures {
  const accepts = acceptsBy(parseWeights(weights))
  const taken = (label: 0 | 1) => {
    const pairs = file.pairs.filter((pair) => pair.label === label)
    return binomial(pairs.filter(accepts).length, pairs.length)
  }
  const isLearned = weights.trained.data.some(({ sha256 }) => sha256 === file.sha256)
  const held = isLearned ? weights.trained.figures[file.name] : undefined
  return {
    [`${prefix}recall`]: taken(1),
    [`${prefix}accepted`]: taken(0),
    ...(held ? { [`${prefix}recall_out_of_fold`]: held.recall } : {}),
    ...(held ? { [`${prefix}accepted_out_of_fold`]: held.accepted } : {}),
  }
}

const acceptsBy =
  (model: Model): Rule =>
  (pair) => {
    if (!areServed(pair)) return false
    const [a, b] = [readQuestion(pair.a), readQuestion(pair.b)]
    const { vetoes, features } = comparePair(a, b, model.vocabulary)
    if (vetoes.length > 0 || a.script === 'other') return false
    return chanceOf(model, features, a.script) >= model.threshold
  }

const WORD = /\p{Script=Han}|(?:(?!\p{Script=Han})[\p{L}\p{N}])+/gu
const wordsOf = (question: string): Set<string> => new Set(question.toLowerCase().match(WORD))

function idfOf(pairs: readonly QuestionPair[]): ReadonlyMap<string, number> {
  const seen = new Map<string, number>()
  for (const { a, b } of pairs)
    for (const question of [a, b])
      for (const word of wordsOf(question)) seen.set(word, (seen.get(word) ?? 0) + 1)
  return new Map([...seen].map(([word, times]) => [word, Math.log((2 * pairs.length + 1) / times)]))
}

function cosine(pair: QuestionPair, idf: ReadonlyMap<string, number>): number {
  const mass = (words: Iterable<string>) => {
    let sum = 0
    for (const word of words) sum += (idf.get(word) ?? 0) ** 2
    return sum
  }
  const [one, other] = [wordsOf(pair.a), wordsOf(pair.b)]
  const shared = mass([...one].filter((word) => other.has(word)))
  return shared / (Math.sqrt(mass(one) * mass(other)) || 1)
}

/** True duplicates above the threshold that lets 1 percent of these negatives pass, and how many there are. */
function tfidfRecall(pairs: readonly QuestionPair[], idf: ReadonlyMap<string, number>): [number, number] {
  const scores = (label: 0 | 1) =>
    pairs.filter((pair) => pair.label === label).map((pair) => cosine(pair, idf))
  const wrong = scores(0).sort((a, b) => b - a)
  const threshold = wrong[Math.floor(TFIDF_ACCEPTED * wrong.length)] ?? 0
  const right = scores(1)
  return [right.filter((score) => score > threshold).length, right.length]
}
