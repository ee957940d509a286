import { readFile } from 'node:fs/promises'
import { chanceOf, type Model, parseWeights, type Weights } from '../../../shared/cache/semantic/model.ts'
import { comparePair } from '../../../shared/cache/semantic/pair-features.ts'
import { readQuestion } from '../../../shared/cache/semantic/question-facts.ts'
import shipped from '../../../shared/cache/semantic/weights.json' with { type: 'json' }
import { encoderFigures } from '../baseline/encoder-cosine.ts'
import { idfOf, tfidfCosine } from '../baseline/tfidf-cosine.ts'
import { binomial, recallAtAccepted } from '../measures/binomial.ts'
import type { SetFigures, SuiteFigures } from '../report.ts'
import { type PairFile, type QuestionPair, readPairFiles } from '../semantic-pairs.ts'
import { areServed } from '../served-questions.ts'
import type { SuiteOptions } from './suite-options.ts'

type Rule = (pair: QuestionPair) => boolean

/**
 * Of pairs of questions, how many that take one answer are served for each other (recall), and how many that do
 * not (accepted): by the weights that ship, by those of `--weights`, each at its one threshold for all sets. Beside
 * them what a plain cache would do: the cosine of TF-IDF and that of the sentence encoder (English sets) at the
 * threshold that accepts 1 percent of the set's own negatives, and the encoder's at the common 0.90. A set that
 * the weights were trained on is also given out of fold, as their record tells it.
 */
export async function semanticCacheSuite({ data, set, weights }: SuiteOptions): Promise<SuiteFigures> {
  const files = (await readPairFiles(data)).filter(({ name }) => !set || name === set)
  const own: Weights = shipped
  const other = weights ? (JSON.parse(await readFile(weights, 'utf8')) as Weights) : undefined
  const idf = idfOf(files.flatMap(({ pairs }) => pairs))
  const figures: SuiteFigures = {}
  for (const file of files) {
    const byWords = file.pairs.map((pair) => ({ label: pair.label, score: tfidfCosine(pair, idf) }))
    figures[file.name] = {
      pairs: file.pairs.length,
      ...figuresOf(file, own, ''),
      ...(other ? figuresOf(file, other, 'weights_') : {}),
      tfidf_recall: recallAtAccepted(byWords, 0.01),
      ...(await encoderFigures(file)),
    }
  }
  return figures
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
