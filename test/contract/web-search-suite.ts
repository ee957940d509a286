import { describe, expect, it } from 'vitest'
import { Filters } from '../../shared/api/common.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'

export type WebSearchFault =
  | 'rate-limited'
  | 'html'
  | 'error'
  | 'slow'
  | 'other-shape'
  | 'cut'
  | 'empty'
  // As the provider documents them.
  | 'unauthorized'
  | 'no-credit'
  | 'refused'
  // As proxies and gateways send them, whatever the provider documents.
  | 'status-401'
  | 'status-402'
  | 'status-422'

export type WebSearchSetup = {
  search: WebSearch
  /** A query that finds at least three pages. */
  query: string
  fail(fault: WebSearchFault): void
  /** Faults that the provider's wire does not have. */
  without?: readonly WebSearchFault[]
  /** A provider whose server is not there. */
  unreachable: WebSearch
}

const request = (query: string, limit = 10) => ({
  query,
  limit,
  language: null,
  region: null,
  filters: Filters.parse({}),
})

/** What every search provider owes. Call after `fail` leaves the provider failing; each test sets its own. */
export function webSearchSuite(name: string, setup: () => WebSearchSetup): void {
  const search = (query: string, limit?: number) =>
    setup().search.search(request(query, limit), { signal: AbortSignal.timeout(10_000) })

  describe(`web search by ${name}`, () => {
    it('says of every control whether it can be asked for', () => {
      expect(Object.keys(setup().search.supports ?? {}).sort()).toEqual([
        'domains_allow',
        'domains_deny',
        'language',
        'languages',
        'published_after',
        'published_before',
        'region',
      ])
    })

    it('finds pages with addresses, titles and plain snippets', async () => {
      const hits = await search(setup().query)
      expect(hits.length).toBeGreaterThanOrEqual(3)
      for (const { url, title, snippet } of hits) {
        expect(new URL(url).protocol).toMatch(/^https?:$/)
        expect(title).not.toBe('')
        expect(snippet).not.toMatch(/<[a-z/]/)
      }
    })

    it('gives no more hits than asked for', async () => {
      expect((await search(setup().query, 2)).length).toBe(2)
    })

    it('finds nothing without an error', async () => {
      expect(await search('zzzzqqqq')).toEqual([])
    })

    it('tells no hits from no answer', async () => {
      setup().fail('empty')
      expect(await search(setup().query)).toEqual([])
    })

    it.each(['rate-limited', 'html', 'error', 'other-shape', 'cut'] as const)(
      'tells that it cannot answer: %s',
      async (fault) => {
        setup().fail(fault)
        await expect(search(setup().query)).rejects.toMatchObject({
          code: 'search_unavailable',
          retryable: true,
        })
      },
    )

    it('believes a provider that says when to come back', async () => {
      setup().fail('rate-limited')
      await expect(search(setup().query)).rejects.toMatchObject({ retryAfterS: 7 })
    })

    it.each(['unauthorized', 'no-credit', 'status-401', 'status-402'] as const)(
      'is not to be asked for a while without a key or credit: %s',
      async (fault) => {
        if (setup().without?.includes(fault)) return
        setup().fail(fault)
        await expect(search(setup().query)).rejects.toMatchObject({
          code: 'search_unavailable',
          retryable: false,
          retryAfterS: 60,
        })
      },
    )

    it.each(['refused', 'status-422'] as const)(
      'tells that this one request was refused: %s',
      async (fault) => {
        if (setup().without?.includes(fault)) return
        setup().fail(fault)
        await expect(search(setup().query)).rejects.toMatchObject({
          code: 'search_refused_request',
          retryable: false,
        })
      },
    )

    it('tells that it cannot be reached', async () => {
      const asked = setup().unreachable.search(request('x'), { signal: AbortSignal.timeout(10_000) })
      await expect(asked).rejects.toMatchObject({ code: 'search_unavailable', retryable: true })
    })

    it('stops when the caller does', async () => {
      setup().fail('slow')
      const asked = setup().search.search(request(setup().query), { signal: AbortSignal.timeout(50) })
      await expect(asked).rejects.toMatchObject({ code: 'search_unavailable' })
    })
  })
}
