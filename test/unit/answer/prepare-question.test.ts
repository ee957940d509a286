import { describe, expect, it } from 'vitest'
import { createPreparation } from '../../../shared/answer/prepare-question.ts'
import { AnswerRequest } from '../../../shared/api/answer-request.ts'
import type { Caller } from '../../../shared/ports/callers.ts'

const BOB: Caller = { tenant: 'acme', user: 'bob', scopes: [] }
const EVE: Caller = { tenant: 'acme', user: 'eve', scopes: [] }
const QUESTION = AnswerRequest.parse({ question: 'Who built it?', sources: ['web', 'my_documents'] })

/** `found`: versions of collections; one that is `undefined` would have to be read. */
function createWorld(found: Record<string, number | undefined>) {
  const preparation = createPreparation({
    versions: { of: async (name) => found[name] ?? 0, peek: (name) => found[name] },
    orderOf: (request, collections) => ({
      address: { scope: request.scope, key: 'k' },
      request,
      collections,
    }),
    freshnessOf: () => 'evergreen',
  })
  return { ...preparation, found }
}

describe('a question that was prepared', () => {
  it('is recalled for the same caller alone', async () => {
    const { prepare, recall } = createWorld({ 'user:acme/bob': 3 })
    expect(recall(QUESTION, BOB)).toBeUndefined()
    const prepared = await prepare(QUESTION, BOB)
    expect(prepared.order).toMatchObject({
      address: { scope: 'user:acme/bob' },
      collections: { 'user:acme/bob': 3 },
    })
    expect(recall(QUESTION, BOB)).toBe(prepared)
    expect(recall(QUESTION, EVE)).toBeUndefined()
    expect(recall({ ...QUESTION }, BOB)).toBeUndefined()
  })

  it.each([
    ['has changed', 4],
    ['is empty now', 0],
    ['would have to be read', undefined],
  ])('is prepared anew when a collection %s', async (_, version) => {
    const { prepare, recall, found } = createWorld({ 'user:acme/bob': 3 })
    await prepare(QUESTION, BOB)
    found['user:acme/bob'] = version
    expect(recall(QUESTION, BOB)).toBeUndefined()
  })

  it('is prepared anew when a collection that was empty has its first document', async () => {
    const { prepare, recall, found } = createWorld({ 'user:acme/bob': 0 })
    const prepared = await prepare(QUESTION, BOB)
    expect(prepared.order.address.scope).toBe('public')
    expect(recall(QUESTION, BOB)).toBe(prepared)
    found['user:acme/bob'] = 1
    expect(recall(QUESTION, BOB)).toBeUndefined()
  })
})
