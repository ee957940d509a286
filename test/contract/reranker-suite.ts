import { describe, expect, it } from 'vitest'
import { MODEL_ERROR_CODES } from '../../shared/ports/language-model.ts'
import type { Reranker } from '../../shared/ports/reranker.ts'

export type RerankerUnderTest = { reranker: Reranker; calls: () => number }

/** What a vendor does in place of an answer; each text of theirs says "vendor-secret". */
export type RerankerFault =
  | 'throttled'
  | 'down'
  | 'forbidden'
  | 'silent'
  | 'not-json'
  | 'other-shape'
  | 'no-such-document'
  | 'twice'

const CODES = [
  ['throttled', 'model_throttled'],
  ['down', 'model_unavailable'],
  ['forbidden', 'model_refused_request'],
  ['silent', 'model_timeout'],
  ['not-json', 'model_protocol_error'],
  ['other-shape', 'model_protocol_error'],
  ['no-such-document', 'model_protocol_error'],
  ['twice', 'model_protocol_error'],
] as const satisfies readonly (readonly [RerankerFault, string])[]

const DOCUMENTS = [
  'Bread needs flour, water and salt.',
  'The borrow checker of Rust was written by Niko Matsakis.',
  'Rust is a language.',
]
const QUERY = 'who wrote the borrow checker of Rust'
const never = new AbortController().signal

/** Every reranker behaves like this; `failing` is for those behind a wire. */
export function describeReranker(
  name: string,
  start: () => Promise<RerankerUnderTest>,
  failing?: (fault: RerankerFault) => Promise<RerankerUnderTest>,
): void {
  describe(`reranker: ${name}`, () => {
    it('puts the document first that answers the query, and tells all of them once', async () => {
      const { reranker } = await start()
      const ranked = await reranker.rerank(QUERY, DOCUMENTS, { signal: never, limit: 10 })
      expect(ranked[0]?.index).toBe(1)
      expect(ranked.map(({ index }) => index).sort()).toEqual([0, 1, 2])
      const scores = ranked.map(({ score }) => score)
      expect(scores).toEqual([...scores].sort((one, other) => other - one))
    })

    it('tells no more than the limit, the best ones', async () => {
      const { reranker } = await start()
      const ranked = await reranker.rerank(QUERY, DOCUMENTS, { signal: never, limit: 2 })
      expect(ranked.map(({ index }) => index)).toEqual([1, 2])
    })

    it.each([
      ['no documents', [], 5],
      ['a limit of 0', DOCUMENTS, 0],
    ])('has nothing to do for %s', async (_, documents, limit) => {
      const { reranker, calls } = await start()
      expect(await reranker.rerank(QUERY, documents, { signal: never, limit })).toEqual([])
      expect(calls()).toBe(0)
    })

    it('does not begin when the signal is aborted already', async () => {
      const { reranker, calls } = await start()
      const reason = new Error('too late')
      const ranking = reranker.rerank(QUERY, DOCUMENTS, { signal: AbortSignal.abort(reason), limit: 2 })
      await expect(ranking).rejects.toBe(reason)
      expect(calls()).toBe(0)
    })

    if (!failing) return

    it.each(CODES)('"%s": throws %s', async (fault, code) => {
      const { reranker } = await failing(fault)
      const thrown = await reranker
        .rerank(QUERY, DOCUMENTS, { signal: never, limit: 3 })
        .catch((error) => error)
      expect(MODEL_ERROR_CODES).toContain(code)
      expect(thrown).toMatchObject({ name: 'IngotError', code })
      expect(thrown.message).not.toContain('vendor-secret')
    })

    it("ends with the signal's reason when it aborts", async () => {
      const { reranker } = await failing('silent')
      const controller = new AbortController()
      const reason = new Error('the reader left')
      const ranking = reranker.rerank(QUERY, DOCUMENTS, { signal: controller.signal, limit: 3 })
      controller.abort(reason)
      await expect(ranking).rejects.toBe(reason)
    })
  })
}
