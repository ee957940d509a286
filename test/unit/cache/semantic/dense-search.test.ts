import { describe, expect, it } from 'vitest'
import { createMemoryVectorIndex } from '../../../../shared/adapters/memory/vector-index.ts'
import { scriptsCovered } from '../../../../shared/cache/semantic/check-encoder.ts'
import { createDenseSearch } from '../../../../shared/cache/semantic/dense-search.ts'
import { toBytes } from '../../../../shared/lib/vector-bytes.ts'
import type { EmbeddingModel } from '../../../../shared/ports/embedding-model.ts'
import type { SemanticEntry, VectorIndex } from '../../../../shared/ports/vector-index.ts'

const DIMENSIONS = 64
const now = Date.parse('2027-01-15T12:00:00Z')
const signal = new AbortController().signal

const unit = (values: readonly number[]) => {
  const length = Math.hypot(...values) || 1
  return Float32Array.from(values, (value) => value / length)
}
const hash = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9_973, 7)
/** One direction for all that speaks of one topic, told by the first of these words in it. */
const TOPICS = [
  'sourdough',
  '1998',
  'sky',
  'solicitor',
  'eat',
  'world',
  '面包',
  '天空',
  '律师',
  '饭',
  '路由器',
  'dark',
]
const byTopic = (text: string) => {
  const topic = TOPICS.findIndex((word) => text.toLowerCase().includes(word))
  const values = Array.from({ length: DIMENSIONS }, (_, at): number => (at === topic ? 1 : 0))
  values[20 + (hash(text) % 40)] = 0.3
  return unit(values)
}
const encoder = (vectorOf: (text: string) => Float32Array, id = 'topics/64') => {
  const asked: string[][] = []
  const model: EmbeddingModel = {
    id,
    dimensions: DIMENSIONS,
    async embed(texts) {
      asked.push([...texts])
      return texts.map(vectorOf)
    },
  }
  return { ...model, asked }
}

describe('the self-test of an encoder', () => {
  it('covers the scripts in which other wordings are nearer than strangers', async () => {
    expect(await scriptsCovered(encoder(byTopic), signal)).toEqual(new Set(['latin', 'han']))
    const latinOnly = (text: string) =>
      /\p{Script=Han}/u.test(text) ? unit([1, 0.01 * (hash(text) % 9)]) : byTopic(text)
    expect(await scriptsCovered(encoder(latinOnly), signal)).toEqual(new Set(['latin']))
  })

  it('refuses one that maps everything together, or at random', async () => {
    const together = (text: string) =>
      unit([1, 0.001 * (hash(text) % 100), ...Array.from({ length: 62 }, () => 0)])
    const random = (text: string) =>
      unit(Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(hash(text) * (at + 1))))
    expect((await scriptsCovered(encoder(together), signal)).size).toBe(0)
    expect((await scriptsCovered(encoder(random), signal)).size).toBe(0)
  })
})

const entryOf = (id: string, question: string): SemanticEntry => ({
  ...{ id, partition: 'public#one', question, answer: id, expiresAt: now + 1_000 },
})
const DARK = entryOf('a#1#1', 'Is there a dark theme?')
const asked = { question: 'Can the screen go dark?', script: 'latin' as const, now }

describe('a search by meaning', () => {
  const create = (of = encoder(byTopic), index: VectorIndex = createMemoryVectorIndex()) => {
    let refused = 0
    const dense = createDenseSearch({ encoder: of, index, onRefused: () => (refused += 1) })
    return { dense, refusals: () => refused }
  }

  it('finds what this process has kept, and what another left beside its question', async () => {
    const [one, two] = [create().dense, create().dense]
    const vector = await one.keep(DARK, 'latin')
    expect(vector?.encoder).toBe('topics/64')
    expect(await one.nearest('public#one', asked)).toEqual([DARK])
    expect(await two.nearest('public#one', asked)).toEqual([])
    two.take(DARK, vector)
    expect(await two.nearest('public#one', asked)).toEqual([DARK])
    expect(await two.nearest('tenant:acme#one', asked)).toEqual([])
    two.remove('public#one', DARK.id)
    expect(await two.nearest('public#one', asked)).toEqual([])
  })

  it('takes nothing of another encoder, and nothing where there is one index for all', async () => {
    const vector = await create().dense.keep(DARK, 'latin')
    const other = create(encoder(byTopic, 'other/64')).dense
    other.take(DARK, vector)
    expect(await other.nearest('public#one', asked)).toEqual([])
    const shared = create(encoder(byTopic), { ...createMemoryVectorIndex(), isShared: true }).dense
    expect(await shared.keep(DARK, 'latin')).toBeUndefined()
    expect(await shared.nearest('public#one', asked)).toEqual([DARK])
  })

  it('keeps the vectors of two encoders apart in one index', async () => {
    const index = { ...createMemoryVectorIndex(), isShared: true }
    const [one, other] = ['one/64', 'other/64'].map((id) => create(encoder(byTopic, id), index).dense)
    await one?.keep(DARK, 'latin')
    expect(await other?.nearest('public#one', asked)).toEqual([])
    other?.remove('public#one', DARK.id)
    expect(await one?.nearest('public#one', asked)).toEqual([DARK])
    one?.remove('public#one', DARK.id)
    expect(await one?.nearest('public#one', asked)).toEqual([])
  })

  it('leaves alone a script that the encoder does not cover, and tells of one that covers none', async () => {
    const { dense, refusals } = create(encoder(() => unit([1, ...Array.from({ length: 63 }, () => 0)])))
    expect(await dense.keep(DARK, 'latin')).toBeUndefined()
    expect(await dense.nearest('public#one', asked)).toEqual([])
    expect(refusals()).toBe(1)
  })

  it('is none while the encoder or the index fails', async () => {
    const failing = encoder(byTopic)
    let isDown = true
    const embed: EmbeddingModel['embed'] = (texts, options) =>
      isDown ? Promise.reject(new Error('down')) : failing.embed(texts, options)
    const { dense } = create({ ...failing, embed })
    expect(await dense.keep(DARK, 'latin')).toBeUndefined()
    expect(await dense.nearest('public#one', asked)).toEqual([])
    isDown = false
    expect(await dense.keep(DARK, 'latin')).toBeDefined()
    const broken = { ...createMemoryVectorIndex(), nearest: () => Promise.reject(new Error('down')) }
    expect(await create(encoder(byTopic), broken).dense.nearest('public#one', asked)).toEqual([])
  })
})

describe('a vector in bytes', () => {
  it('keeps a dimension to a 127th', () => {
    expect([...toBytes([1, -1, 0, 0.5, -0.25, 1.7])]).toEqual([127, -127, 0, 64, -32, 127])
  })
})
