import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyOf } from '../../../shared/answer/canonical-request.ts'
import { type QuestionRequest, type SummaryOrder, storedRequest } from '../../../shared/answer/request.ts'

const ABOUT = { prompt: 3, writer: 'r1' }

const QUESTION: QuestionRequest = {
  kind: 'question',
  scope: 'public',
  question: 'What is a lease?',
  mode: 'fast',
  model: null,
  sources: ['web', 'documents', 'my_documents'],
  collections: ['tenant:a', 'user:a/b'],
  filters: {
    domains_allow: ['a.example', 'b.example'],
    domains_deny: ['c.example', 'd.example'],
    published_after: '2025-01-01',
    published_before: null,
    languages: ['en', 'zh-Hant'],
  },
  language: 'en-GB',
  region: 'GB',
  maxSources: 8,
  jsonSchema: null,
  length: 'medium',
}

const SUMMARY: SummaryOrder = {
  kind: 'summary',
  scope: 'public',
  subject: { kind: 'url', url: 'https://a.example/page?b=c' },
  model: null,
  length: 'short',
  language: null,
  focus: 'The fees',
}

const ofQuestion = (change: Partial<QuestionRequest>) => keyOf({ ...QUESTION, ...change }, ABOUT)
const ofFilters = (change: Partial<QuestionRequest['filters']>) =>
  ofQuestion({ filters: { ...QUESTION.filters, ...change } })
const ofSummary = (change: Partial<SummaryOrder>) => keyOf({ ...SUMMARY, ...change }, ABOUT)
const ofUrl = (url: string) => ofSummary({ subject: { kind: 'url', url } })

describe('the key of a request', () => {
  it('is a hash that nobody changes by accident', () => {
    expect(ofQuestion({})).toBe('a1cc86ae18c853cac2982b948eb1083f55fbadde')
    expect(ofSummary({})).toBe('cb8d9842531747a44f0c3f3108ba0e9914229fc1')
  })

  it('does not depend on order, capitals or repetition where they mean nothing', () => {
    const key = ofQuestion({})
    expect(ofQuestion({ question: ' what is a  LEASE ?' })).toBe(key)
    expect(ofQuestion({ scope: 'tenant:a' })).toBe(key)
    expect(ofQuestion({ language: 'EN-gb' })).toBe(key)
    expect(ofQuestion({ sources: ['web', 'web', 'my_documents', 'documents'] })).toBe(key)
    expect(ofFilters({ domains_allow: ['B.example', 'a.EXAMPLE', 'b.example'] })).toBe(key)
    expect(ofFilters({ languages: ['ZH-hant', 'EN'] })).toBe(key)
  })

  it('is the same for every order of every list', () => {
    const orders = fc.record({
      sources: shuffled(QUESTION.sources),
      collections: shuffled(QUESTION.collections),
      allow: shuffled(QUESTION.filters.domains_allow),
      deny: shuffled(QUESTION.filters.domains_deny),
      languages: shuffled(QUESTION.filters.languages),
    })
    fc.assert(
      fc.property(orders, ({ sources, collections, allow, deny, languages }) => {
        const filters = { ...QUESTION.filters, domains_allow: allow, domains_deny: deny, languages }
        expect(ofQuestion({ sources, collections, filters })).toBe(ofQuestion({}))
      }),
      { seed: 1, numRuns: 200 },
    )
  })

  it('differs with every field that changes the answer', () => {
    const keys = [
      ofQuestion({}),
      ofQuestion({ question: 'What is a release?' }),
      ofQuestion({ mode: 'deep' }),
      ofQuestion({ model: 'r1' }),
      ofQuestion({ sources: ['web', 'documents'] }),
      ofQuestion({ collections: ['tenant:a'] }),
      ofQuestion({ language: 'en' }),
      ofQuestion({ language: null }),
      ofQuestion({ region: 'US' }),
      ofQuestion({ region: null }),
      ofQuestion({ maxSources: 9 }),
      ofQuestion({ length: 'long' }),
      ofQuestion({ jsonSchema: { type: 'object', properties: {} } }),
      ofQuestion({ jsonSchema: { type: 'object', properties: { a: { type: 'string' } } } }),
      ofFilters({ domains_allow: ['a.example'] }),
      ofFilters({ domains_deny: ['a.example', 'b.example'], domains_allow: ['c.example', 'd.example'] }),
      ofFilters({ domains_deny: [] }),
      ofFilters({ published_after: '2025-01-02' }),
      ofFilters({ published_after: null, published_before: '2025-01-01' }),
      ofFilters({ languages: ['en', 'zh-Hans'] }),
      keyOf(QUESTION, { ...ABOUT, prompt: 4 }),
      keyOf(QUESTION, { ...ABOUT, writer: 'extractive' }),
      ofSummary({}),
      ofSummary({ length: 'long' }),
      ofSummary({ language: 'de' }),
      ofSummary({ focus: null }),
      ofSummary({ focus: 'The risks' }),
      ofUrl('https://a.example/Page?b=c'),
      ofUrl('https://a.example/page?b=d'),
      ofUrl('http://a.example/page?b=c'),
      ofUrl('https://a.example:8443/page?b=c'),
      ofSummary({ subject: { kind: 'text', text: 'x', contentHash: 'h1' } }),
      ofSummary({ subject: { kind: 'text', text: 'x', contentHash: 'h2' } }),
      ofSummary({ subject: { kind: 'document', collection: 'tenant:a', documentId: 'd1' } }),
      ofSummary({ subject: { kind: 'document', collection: 'tenant:a', documentId: 'd2' } }),
      ofSummary({ subject: { kind: 'document', collection: 'tenant:b', documentId: 'd1' } }),
    ]
    expect(new Set(keys).size).toBe(36)
    expect(keys).toHaveLength(36)
  })

  it('takes the addresses of one page for one', () => {
    expect(ofUrl('HTTPS://A.Example:443/page?b=c#part')).toBe(ofSummary({}))
    expect(ofSummary({ focus: 'the fees?', language: null })).toBe(ofSummary({}))
    expect(ofSummary({ language: 'zh-hant-tw' })).toBe(ofSummary({ language: 'ZH-Hant-TW' }))
  })

  it('is that of the stored request, which holds no text', () => {
    const order: SummaryOrder = { ...SUMMARY, subject: { kind: 'text', text: 'Long.', contentHash: 'h1' } }
    expect(keyOf(storedRequest(order), ABOUT)).toBe(keyOf(order, ABOUT))
  })
})

function shuffled<Item>(items: readonly Item[]): fc.Arbitrary<Item[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length, maxLength: items.length })
}
