import { describe, expect, it } from 'vitest'
import type { EmbeddingModel } from '../../shared/ports/embedding-model.ts'
import { MODEL_ERROR_CODES } from '../../shared/ports/language-model.ts'

export type EmbeddingUnderTest = { model: EmbeddingModel; calls: () => number }

/** What a vendor does in place of an answer; each text of theirs says "vendor-secret". */
export type EmbeddingFault = 'throttled' | 'down' | 'forbidden' | 'silent' | 'not-json' | 'other-shape'

const CODES = [
  ['throttled', 'model_throttled'],
  ['down', 'model_unavailable'],
  ['forbidden', 'model_refused_request'],
  ['silent', 'model_timeout'],
  ['not-json', 'model_protocol_error'],
  ['other-shape', 'model_protocol_error'],
] as const satisfies readonly (readonly [EmbeddingFault, string])[]

const never = new AbortController().signal

/** Every embedding model behaves like this; `failing` is for those behind a wire. */
export function describeEmbeddingModel(
  name: string,
  start: () => Promise<EmbeddingUnderTest>,
  failing?: (fault: EmbeddingFault) => Promise<EmbeddingUnderTest>,
): void {
  describe(`embedding model: ${name}`, () => {
    it('gives one vector of length 1 for each text', async () => {
      const { model } = await start()
      const vectors = await model.embed(['the borrow checker', '锈语言 🦀'], {
        kind: 'document',
        signal: never,
      })
      expect(vectors).toHaveLength(2)
      for (const vector of vectors) {
        expect(vector).toBeInstanceOf(Float32Array)
        expect(vector).toHaveLength(model.dimensions)
        expect(dot(vector, vector)).toBeCloseTo(1, 4)
      }
    })

    it('keeps the order of many texts', async () => {
      const { model } = await start()
      const texts = Array.from({ length: 200 }, (_, index) => `passage${index} about topic${index}`)
      const vectors = await model.embed(texts, { kind: 'document', signal: never })
      expect(vectors).toHaveLength(200)
      for (const index of [0, 95, 96, 199]) {
        const [alone] = await model.embed([texts[index]!], { kind: 'document', signal: never })
        expect(dot(alone!, vectors[index]!)).toBeCloseTo(1, 3)
      }
    })

    it('finds the passage that a question is about', async () => {
      const { model } = await start()
      const [question] = await model.embed(['who wrote the borrow checker'], { kind: 'query', signal: never })
      const [near, far] = await model.embed(
        ['the borrow checker of Rust was written by Niko Matsakis', 'bread needs flour, water and salt'],
        { kind: 'document', signal: never },
      )
      expect(dot(question!, near!)).toBeGreaterThan(dot(question!, far!))
    })

    it('takes a text that is too long by its start', async () => {
      const { model } = await start()
      const [vector] = await model.embed(['锈语言 '.repeat(20_000)], { kind: 'document', signal: never })
      expect(vector).toHaveLength(model.dimensions)
    })

    it('has nothing to do for no texts', async () => {
      const { model, calls } = await start()
      expect(await model.embed([], { kind: 'document', signal: never })).toEqual([])
      expect(calls()).toBe(0)
    })

    it('does not begin when the signal is aborted already', async () => {
      const { model, calls } = await start()
      const reason = new Error('too late')
      const embedding = model.embed(['text'], { kind: 'query', signal: AbortSignal.abort(reason) })
      await expect(embedding).rejects.toBe(reason)
      expect(calls()).toBe(0)
    })

    if (!failing) return

    it.each(CODES)('"%s": throws %s', async (fault, code) => {
      const { model } = await failing(fault)
      const thrown = await model.embed(['text'], { kind: 'query', signal: never }).catch((error) => error)
      expect(MODEL_ERROR_CODES).toContain(code)
      expect(thrown).toMatchObject({ name: 'IngotError', code })
      expect(thrown.message).not.toContain('vendor-secret')
    })

    it("ends with the signal's reason when it aborts", async () => {
      const { model } = await failing('silent')
      const controller = new AbortController()
      const reason = new Error('the reader left')
      const embedding = model.embed(['one', 'two'], { kind: 'document', signal: controller.signal })
      controller.abort(reason)
      await expect(embedding).rejects.toBe(reason)
    })
  })
}

const dot = (one: Float32Array, other: Float32Array) =>
  one.reduce((sum, value, index) => sum + value * other[index]!, 0)
