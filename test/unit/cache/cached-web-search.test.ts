import { beforeEach, describe, expect, it } from 'vitest'
import { createCachedWebSearch } from '../../../shared/cache/cached-web-search.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { Dependent, SourceName } from '../../../shared/ports/provenance.ts'
import type { WebSearch, WebSearchHit, WebSearchRequest } from '../../../shared/ports/web-search.ts'
import { createMemoryDeps, later, never, settled } from '../../support/cache-deps.ts'

const MINUTE_MS = 60_000
const FILTERS: WebSearchRequest['filters'] = {
  domains_allow: [],
  domains_deny: [],
  published_after: null,
  published_before: null,
  languages: [],
}
const REQUEST: WebSearchRequest = {
  query: 'why tides',
  limit: 8,
  language: 'en',
  region: null,
  filters: FILTERS,
}
const hit = (url: string): WebSearchHit => ({
  url,
  title: 'Tide',
  snippet: 'The moon.',
  text: null,
  published: null,
  language: 'en',
})
const HITS = [hit('https://Example.org/tide'), hit('https://example.org/moon'), hit('https://b.example/')]

let deps: ReturnType<typeof createMemoryDeps>
let sent: WebSearchRequest[]
/** What the provider answers with next. */
let answer: () => Promise<WebSearchHit[]>

beforeEach(() => {
  deps = createMemoryDeps()
  sent = []
  answer = async () => HITS
})

const provider = (name = 'wiki'): WebSearch => ({
  name,
  search(request, { signal }) {
    sent.push(request)
    return Promise.race([
      answer(),
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    ])
  },
})
const open = (name?: string, options: { keptForMs?: number } = {}) =>
  createCachedWebSearch(provider(name), { ...deps, ...options })
/** A search in a process of its own, until what it found is stored. */
async function search(request: Partial<WebSearchRequest> = {}, cached = open()): Promise<WebSearchHit[]> {
  const hits = await cached.search({ ...REQUEST, ...request }, { signal: never() })
  await settled()
  return hits
}

it('sends a search once and answers it from the store for 15 minutes', async () => {
  expect(await search()).toEqual(HITS)
  deps.pass(15 * MINUTE_MS - 1)
  expect(await search()).toEqual(HITS)
  expect([sent.length, deps.counts]).toEqual([1, { retrieval_misses: 1, retrieval_hits: 1 }])
  deps.pass(1)
  await search()
  expect([sent.length, deps.counts]).toEqual([2, { retrieval_misses: 2, retrieval_hits: 1 }])
})

it('counts the life of a retrieval from when it was sent', async () => {
  answer = async () => {
    deps.pass(10_000)
    return HITS
  }
  await search()
  deps.pass(15 * MINUTE_MS - 10_000)
  await search()
  expect(sent).toHaveLength(2)
})

it('lives as long as it is told', async () => {
  await search({}, open('wiki', { keptForMs: 1_000 }))
  deps.pass(999)
  await search({}, open('wiki', { keptForMs: 1_000 }))
  expect(sent).toHaveLength(1)
  deps.pass(1)
  await search({}, open('wiki', { keptForMs: 1_000 }))
  expect(sent).toHaveLength(2)
})

it('keeps an empty retrieval for a minute', async () => {
  answer = async () => []
  await search()
  deps.pass(MINUTE_MS - 1)
  expect(await search()).toEqual([])
  expect(sent).toHaveLength(1)
  deps.pass(1)
  await search()
  expect(sent).toHaveLength(2)
})

it.each([
  ['other spaces', { query: '  why\n tides ' }],
  ['another spelling of the same characters', { query: 'ｗｈｙ tides' }],
  [
    'the filters in another order',
    { filters: Object.fromEntries(Object.entries(FILTERS).reverse()) as typeof FILTERS },
  ],
])('takes %s for the same search', async (_, request) => {
  await search()
  await search(request)
  expect(sent).toHaveLength(1)
})

it('takes lists of a filter for sets without case', async () => {
  await search({ filters: { ...FILTERS, domains_deny: ['a.example', 'B.example'] } })
  await search({ filters: { ...FILTERS, domains_deny: ['b.example', 'A.example', 'a.example'] } })
  expect(sent).toHaveLength(1)
})

it.each<[string, Partial<WebSearchRequest>]>([
  ['query', { query: 'why tide' }],
  ['case', { query: 'Why tides' }],
  ['limit', { limit: 9 }],
  ['language', { language: 'de' }],
  ['region', { region: 'DE' }],
  ['host allowed', { filters: { ...FILTERS, domains_allow: ['a.example'] } }],
  ['host denied', { filters: { ...FILTERS, domains_deny: ['a.example'] } }],
  ['date', { filters: { ...FILTERS, published_after: '2026-01-01' } }],
])('takes another %s for another search', async (_, request) => {
  await search()
  await search(request)
  expect(sent).toEqual([REQUEST, { ...REQUEST, ...request }])
})

it('keeps providers apart, and its own name', async () => {
  await search({}, open('one'))
  await search({}, open('two'))
  expect(sent).toHaveLength(2)
  expect(open('one').name).toBe('one')
})

it('never stores a failure', async () => {
  const error = new IngotError('search_unavailable', 'no')
  answer = () => Promise.reject(error)
  await expect(search()).rejects.toBe(error)
  answer = async () => HITS
  expect(await search()).toEqual(HITS)
  expect(deps.counts).toEqual({ retrieval_misses: 2 })
})

describe('searches at the same time in one process', () => {
  it('are sent once', async () => {
    const landing = later<WebSearchHit[]>()
    answer = () => landing.promise
    const cached = open()
    const searches = Array.from({ length: 20 }, () => cached.search(REQUEST, { signal: never() }))
    await settled()
    landing.keep(HITS)
    expect(await Promise.all(searches)).toEqual(Array.from({ length: 20 }, () => HITS))
    expect([sent.length, deps.counts]).toEqual([1, { retrieval_misses: 1 }])
  })

  it('go on when one of their callers leaves', async () => {
    const landing = later<WebSearchHit[]>()
    answer = () => landing.promise
    const cached = open()
    const leaving = new AbortController()
    const first = cached.search(REQUEST, { signal: leaving.signal })
    const second = cached.search(REQUEST, { signal: never() })
    await settled()
    const reason = new Error('gone')
    leaving.abort(reason)
    await expect(first).rejects.toBe(reason)
    landing.keep(HITS)
    expect(await second).toEqual(HITS)
  })

  it('are stopped at the provider when all have left, and nothing is stored', async () => {
    answer = () => later<WebSearchHit[]>().promise
    const leaving = new AbortController()
    const first = open().search(REQUEST, { signal: leaving.signal })
    await settled()
    leaving.abort(new Error('gone'))
    await expect(first).rejects.toThrow('gone')
    await settled()
    expect(deps.items.keys()).toEqual([])
  })
})

describe('purged sources', () => {
  const dependentsOf = async (source: SourceName) => {
    const found: Dependent[] = []
    for await (const dependent of deps.provenance.dependents(source)) found.push(dependent)
    return found
  }

  it('are written down for every hit', async () => {
    await search()
    const [[kind, scope, key]] = deps.items.keys() as [[string, string, string]]
    expect([kind, scope]).toEqual(['R', 'shared'])
    const dependent = { kind: 'item', key: { kind: 'R', scope: 'shared', key } }
    for (const source of [
      'url:https://example.org/tide',
      'url:https://example.org/moon',
      'host:example.org',
      'url:https://b.example/',
      'host:b.example',
    ] as const) {
      expect(await dependentsOf(source)).toEqual([dependent])
    }
  })

  it('are written down before the retrieval is stored', async () => {
    deps.provenance.failure = new Error('down')
    await search()
    expect(deps.items.keys()).toEqual([])
  })

  it.each<SourceName>(['url:https://example.org/moon', 'host:b.example'])(
    'make a stored retrieval unreadable: %s',
    async (source) => {
      await search()
      await deps.provenance.purge('host:other.example', { at: deps.clock.now() })
      await search()
      expect(sent).toHaveLength(1)
      await deps.provenance.purge(source, { at: deps.clock.now() })
      await search()
      expect(sent).toHaveLength(2)
    },
  )

  it('count for clocks 10 seconds apart', async () => {
    await deps.provenance.purge('host:b.example', { at: deps.clock.now() })
    deps.pass(9_999)
    await search()
    await search()
    expect(sent).toHaveLength(2)
    deps.pass(1)
    await search()
    await search()
    expect(sent).toHaveLength(3)
  })
})

it.each(['items', 'provenance'] as const)(
  'searches as if nothing were stored while %s fail',
  async (part) => {
    await search()
    deps[part].failure = new IngotError('store_unavailable', 'down')
    expect(await search()).toEqual(HITS)
    expect(await search()).toEqual(HITS)
    expect([sent.length, deps.counts]).toEqual([3, { retrieval_misses: 3 }])
  },
)
