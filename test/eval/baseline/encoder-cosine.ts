import { createSentenceEncoder } from '../../../shared/adapters/sentence-encoder/embedding-model.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'
import { binomial, recallAtAccepted, type Scored } from '../measures/binomial.ts'
import type { SetFigures } from '../report.ts'
import type { PairFile, QuestionPair } from '../semantic-pairs.ts'

/** 15 ms a question: more pairs of a set would take minutes and change little. */
const PAIRS_AT_MOST = 1_500
const SEED = 20_261_130
/** What caches that go by the cosine are set to. */
const COMMON = 0.9
const NONE = new Float32Array()
const HAN = /\p{Script=Han}/u

/**
 * What a cache that goes by the cosine of the sentence encoder would do on the set, or on 1,500 pairs of it drawn
 * by a seed. Nothing for Chinese, which that encoder does not cover.
 */
export async function encoderFigures({ pairs }: PairFile): Promise<SetFigures> {
  const covered = pairs.filter(({ a, b }) => !HAN.test(a + b))
  if (covered.length * 2 < pairs.length) return {}
  const scored = await score(draw(covered))
  const accepted = (label: 0 | 1) => {
    const of = scored.filter((pair) => pair.label === label)
    return binomial(of.filter(({ score }) => score >= COMMON).length, of.length)
  }
  return {
    cosine_recall: recallAtAccepted(scored, 0.01),
    cosine_90_recall: accepted(1),
    cosine_90_accepted: accepted(0),
  }
}

function draw(pairs: readonly QuestionPair[]): readonly QuestionPair[] {
  const random = createSeededRandom(SEED)
  return pairs
    .map((pair) => ({ pair, at: random() }))
    .sort((one, other) => one.at - other.at)
    .slice(0, PAIRS_AT_MOST)
    .map(({ pair }) => pair)
}

async function score(pairs: readonly QuestionPair[]): Promise<Scored[]> {
  const encoder = createSentenceEncoder()
  const rows = await encoder.embed(
    pairs.flatMap(({ a, b }) => [a, b]),
    { kind: 'query', signal: AbortSignal.timeout(600_000) },
  )
  return pairs.map(({ label }, at) => ({ label, score: dot(rows[2 * at] ?? NONE, rows[2 * at + 1] ?? NONE) }))
}

const dot = (one: Float32Array, other: Float32Array): number =>
  one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
