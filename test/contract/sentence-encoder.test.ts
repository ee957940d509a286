import { describe, expect, it } from 'vitest'
import { createSentenceEncoder } from '../../shared/adapters/sentence-encoder/embedding-model.ts'
import { describeEmbeddingModel } from './embedding-model-suite.ts'

const encoder = createSentenceEncoder()
const counted = () => {
  let calls = 0
  const embed: typeof encoder.embed = (texts, options) => {
    if (texts.length > 0 && !options.signal.aborted) calls += 1
    return encoder.embed(texts, options)
  }
  return { model: { ...encoder, embed }, calls: () => calls }
}

describeEmbeddingModel('sentence encoder', async () => counted())

describe('the sentence encoder', () => {
  it('lets go of a call that is given up while it runs', async () => {
    const leaving = new AbortController()
    const embedding = encoder.embed(['one', 'two'], { kind: 'query', signal: leaving.signal })
    leaving.abort(new Error('gone'))
    await expect(embedding).rejects.toThrow('gone')
  })

  it('refuses more calls than anybody would wait for', async () => {
    const encoder = createSentenceEncoder()
    const calls = Array.from({ length: 70 }, (_, n) =>
      encoder.embed([`question ${n}`], { kind: 'query', signal: new AbortController().signal }).then(
        () => 'done',
        ({ code }) => code,
      ),
    )
    const outcomes = await Promise.all(calls)
    expect(outcomes.filter((outcome) => outcome === 'model_throttled')).toHaveLength(6)
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(64)
  })

  it('counts those that were given up until they are done with', async () => {
    const encoder = createSentenceEncoder()
    const leaving = new AbortController()
    const given = Array.from({ length: 64 }, (_, n) =>
      encoder.embed([`question ${n}`], { kind: 'query', signal: leaving.signal }).catch(() => 'left'),
    )
    leaving.abort()
    expect(new Set(await Promise.all(given))).toEqual(new Set(['left']))
    const late = encoder.embed(['one more'], { kind: 'query', signal: new AbortController().signal })
    await expect(late).rejects.toMatchObject({ code: 'model_throttled', retryable: true })
  })
})
