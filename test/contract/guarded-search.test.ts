import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createBraveSearch } from '../../shared/adapters/web-search/brave.ts'
import { createGuardedSearch } from '../../shared/adapters/web-search/guarded.ts'
import { Filters } from '../../shared/api/common.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'
import { type SearchServer, startSearchServer } from '../support/search-server.ts'
import { SEARCH_KEY } from '../support/search-wires.ts'

const PAGES = [{ url: 'https://a.example/', title: 'Lighthouse', content: 'A tower with a lamp.' }]
const KEPT_OFF = 'brave: kept from being asked, since it failed'

let server: SearchServer
let now: number
let search: WebSearch
const clock = { now: () => now }
const guarded = (url: string, timeoutMs = 5_000) =>
  createGuardedSearch(createBraveSearch({ url, apiKey: SEARCH_KEY, userAgent: 'IngotTest/1.0', clock }), {
    clock,
    timeoutMs,
  })
const ask = (signal = AbortSignal.timeout(5_000), asked = search) =>
  asked.search(
    { query: 'lighthouse', limit: 5, language: null, region: null, filters: Filters.parse({}) },
    { signal },
  )
const messageOf = (asked: Promise<unknown>) => asked.catch((thrown: Error) => thrown.message)

beforeAll(async () => {
  server = await startSearchServer('brave', PAGES)
})
beforeEach(() => {
  now = 1_000_000
  server.setFault('none')
  server.requests.length = 0
  search = guarded(server.url)
})
afterAll(() => server.close())

describe('a search provider that fails', () => {
  it('is not asked for 5 s after three failures, then once to try', async () => {
    server.setFault('error')
    for (let n = 0; n < 3; n += 1) expect(await messageOf(ask())).toBe('brave: HTTP 500')
    expect(search.isWell?.()).toBe(false)
    expect(await messageOf(ask())).toBe(KEPT_OFF)
    expect(server.requests).toHaveLength(3)
    server.setFault('none')
    now += 5_000
    const [tried, meanwhile] = await Promise.all([ask(), messageOf(ask())])
    expect(tried).toMatchObject([{ url: 'https://a.example/' }])
    expect(meanwhile).toBe(KEPT_OFF)
    expect(search.isWell?.()).toBe(true)
  })

  it.each([
    ['rate-limited', 7_000],
    ['unauthorized', 60_000],
    ['status-402', 60_000],
  ] as const)('is not asked for as long as it says: %s, %i ms', async (fault, ms) => {
    server.setFault(fault)
    await messageOf(ask())
    server.setFault('none')
    now += ms - 1
    expect(await messageOf(ask())).toBe(KEPT_OFF)
    now += 1
    expect(await ask()).toHaveLength(1)
  })

  it('is not asked for 30 s when nobody listens there', async () => {
    // Port 1 is one that `fetch` refuses by itself.
    const away = guarded('http://127.0.0.1:2')
    expect(await messageOf(ask(undefined, away))).toBe('brave: cannot be reached')
    now += 29_999
    expect(await messageOf(ask(undefined, away))).toBe(KEPT_OFF)
    now += 1
    expect(await messageOf(ask(undefined, away))).toBe('brave: cannot be reached')
  })

  it('is well when it was one request that it refused, or whoever asked has left', async () => {
    server.setFault('refused')
    for (let n = 0; n < 4; n += 1) expect(await messageOf(ask())).toBe('brave: HTTP 422')
    server.setFault('slow')
    for (let n = 0; n < 4; n += 1)
      expect(await messageOf(ask(AbortSignal.timeout(5)))).toBe('brave: no answer in time')
    expect(search.isWell?.()).toBe(true)
  })

  it('has a deadline of its own, and three of them passed are three failures', async () => {
    search = guarded(server.url, 10)
    server.setFault('slow')
    for (let n = 0; n < 3; n += 1) expect(await messageOf(ask())).toBe('brave: no answer in time')
    expect(search.isWell?.()).toBe(false)
  })
})
