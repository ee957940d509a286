import { describe, expect, it } from 'vitest'
import type { Candidate } from '../../../shared/answer/candidate.ts'
import { filterCandidates, isUndecided } from '../../../shared/answer/filter-candidates.ts'
import { Filters } from '../../../shared/api/common.ts'

const page = (url: string | null, more: Partial<Candidate> = {}): Candidate => ({
  url,
  title: 't',
  site: null,
  published: null,
  kind: 'web',
  document_id: null,
  snippet: '',
  score: 1,
  language: null,
  text: null,
  hits: [],
  collection: null,
  ...more,
})
const kept = (candidates: Candidate[], filters: object) =>
  filterCandidates(candidates, Filters.parse(filters)).kept.map(({ url }) => url)

describe('filters', () => {
  it('let all pass and report nothing when none is asked for', () => {
    expect(filterCandidates([page('https://a.example/')], Filters.parse({}))).toMatchObject({ applied: {} })
  })

  it('keep a domain with its subdomains, and no domain that merely ends alike', () => {
    const pages = [
      page('https://docs.example.org/x'),
      page('https://example.org'),
      page('https://badexample.org'),
    ]
    expect(kept(pages, { domains_allow: ['example.org'] })).toEqual([
      'https://docs.example.org/x',
      'https://example.org',
    ])
    expect(kept(pages, { domains_deny: ['Example.org'] })).toEqual(['https://badexample.org'])
  })

  it('drop what has no address when domains are asked for', () => {
    expect(kept([page(null), page('file:///srv/a.md')], { domains_allow: ['example.org'] })).toEqual([])
  })

  it('drop pages outside the dates, and pages without a date', () => {
    const pages = [
      page('https://a.example/', { published: '2025-03-01' }),
      page('https://b.example/', { published: '2025-06-01' }),
      page('https://c.example/'),
    ]
    expect(kept(pages, { published_after: '2025-04-01' })).toEqual(['https://b.example/'])
    expect(kept(pages, { published_before: '2025-03-01' })).toEqual(['https://a.example/'])
  })

  it('compare languages by their primary tag, and tell how many were dropped', () => {
    const pages = [
      page('https://a.example/', { language: 'zh' }),
      page('https://b.example/', { language: 'en' }),
    ]
    const { kept: left, applied } = filterCandidates(pages, Filters.parse({ languages: ['zh-Hant'] }))
    expect(left.map(({ url }) => url)).toEqual(['https://a.example/'])
    expect(applied).toEqual({ languages: ['zh-Hant'], dropped: 1, dropped_by: { languages: 1 } })
  })

  it('tell by which filter, and of how many pages it is not known', () => {
    const pages = [
      page('https://a.example/', { published: '2025-05-01', language: 'en' }),
      page('https://b.example/', { published: '2025-05-01' }),
      page('https://x.com/', { language: 'de' }),
      page('https://c.example./', { published: '2025-01-01', language: 'en' }),
    ]
    const asked = { domains_deny: ['x.com', 'c.example'], published_after: '2025-04-01', languages: ['en'] }
    const filtered = filterCandidates(pages, Filters.parse(asked))
    expect(filtered.kept.map(({ url }) => url)).toEqual(['https://a.example/'])
    expect(filtered.applied).toEqual({
      ...asked,
      dropped: 3,
      dropped_by: { domains_deny: 2, published_after: 2, languages: 2 },
      unknown: { published_after: 1, languages: 1 },
    })
    expect(filtered.emptiedBy).toEqual([])
  })

  it('say which of them emptied the result', () => {
    const old = page('https://a.example/', { published: '2020-01-01', language: 'de' })
    const denied = page('https://x.com/', { published: '2025-05-01', language: 'de' })
    const emptiedBy = (pages: Candidate[], filters: object) =>
      filterCandidates(pages, Filters.parse(filters)).emptiedBy
    const strict = { domains_deny: ['x.com'], published_after: '2025-01-01', languages: ['de'] }
    expect(emptiedBy([old], strict)).toEqual(['published_after'])
    expect(emptiedBy([old, denied], strict)).toEqual(['domains_deny', 'published_after'])
    // No one of them alone: all that had a part in it.
    expect(emptiedBy([old], { published_after: '2025-01-01', languages: ['en'] })).toEqual([
      'published_after',
      'languages',
    ])
    expect(emptiedBy([], strict)).toEqual([])
  })

  it('leave open what the page itself may tell', () => {
    const filters = Filters.parse({ domains_deny: ['x.com'], published_after: '2025-01-01' })
    expect(isUndecided(page('https://a.example/'), filters)).toBe(true)
    expect(isUndecided(page('https://x.com/'), filters)).toBe(false)
    expect(isUndecided(page('https://a.example/', { published: '2025-02-01' }), filters)).toBe(false)
  })
})
