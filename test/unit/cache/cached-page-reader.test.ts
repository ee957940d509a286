import { beforeEach, describe, expect, it } from 'vitest'
import { createCachedPageReader } from '../../../shared/cache/cached-page-reader.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { PageCaching, PageOutcome, RevalidatingPageReader } from '../../../shared/ports/page-reader.ts'
import type { SourceName } from '../../../shared/ports/provenance.ts'
import { createMemoryDeps, later, never, settled, timeout } from '../../support/cache-deps.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const URL_ASKED = 'https://example.org/tide'
const ETAG = { etag: '"v1"', lastModified: null, cacheControl: null }

type Revalidated = Awaited<ReturnType<RevalidatingPageReader['revalidate']>>
const pageOf = (text: string, caching?: Partial<PageCaching>, url = URL_ASKED) => {
  const page = { url, title: 'Tide', text, language: 'en', site: 'example.org', published: null }
  const told = { etag: null, lastModified: null, cacheControl: null, ...caching }
  return { kind: 'page' as const, page, ...(caching ? { caching: told } : {}) }
}
const failure = (code: 'page_unavailable' | 'page_not_found'): PageOutcome => ({
  kind: 'unreadable',
  error: new IngotError(code, 'no'),
})

let deps: ReturnType<typeof createMemoryDeps>
/** What the site was asked: `read`, or what was known when it was asked about. */
let asked: unknown[]
/** What the site answers with next. */
let answer: () => Promise<Revalidated> | Revalidated

beforeEach(() => {
  deps = createMemoryDeps()
  asked = []
  answer = () => pageOf('one', ETAG)
})

const site: RevalidatingPageReader = {
  async read(url, { signal }) {
    asked.push(url)
    return orAborted(signal) as Promise<PageOutcome>
  },
  async revalidate(url, { signal, known }) {
    asked.push([url, known])
    return orAborted(signal)
  },
  parse: async (_, { name }) => pageOf(name),
}
const orAborted = (signal: AbortSignal) =>
  Promise.race([
    answer(),
    new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
  ])
const open = () => createCachedPageReader(site, deps)
/** A reading in a process of its own, until what was read is stored. */
async function read(url = URL_ASKED) {
  const outcome = await open().read(url, { signal: never() })
  await settled()
  return outcome.kind === 'page' ? outcome.page.text : outcome.error.code
}

it('fetches a page once and reads it from the store for an hour', async () => {
  expect(await open().read(URL_ASKED, { signal: never() })).toEqual({
    kind: 'page',
    page: {
      url: URL_ASKED,
      title: 'Tide',
      text: 'one',
      language: 'en',
      site: 'example.org',
      published: null,
    },
  })
  await settled()
  deps.pass(HOUR_MS - 1)
  expect(await read()).toBe('one')
  expect([asked, deps.counts]).toEqual([[URL_ASKED], { page_misses: 1, page_hits: 1 }])
  deps.pass(1)
  await read()
  expect(asked).toHaveLength(2)
})

it('takes addresses of one form for one page, and no others', async () => {
  await read('HTTPS://EXAMPLE.org:443/tide#top')
  await read('https://example.org/tide')
  expect(asked).toEqual(['https://example.org/tide'])
  await read('https://example.org/Tide')
  await read('http://example.org/tide')
  expect(asked).toHaveLength(3)
})

it.each<[string, number]>([
  ['max-age=600', 10 * MINUTE_MS],
  ['public, MAX-AGE="120"', 2 * MINUTE_MS],
  ['max-age=0', MINUTE_MS],
  ['max-age=59', MINUTE_MS],
  ['max-age=99999999999999999999', DAY_MS],
  ['s-maxage=60', HOUR_MS],
  ['max-age=soon', HOUR_MS],
])('keeps a page of %s fresh for %d ms', async (cacheControl, freshForMs) => {
  answer = () => pageOf('one', { cacheControl })
  await read()
  deps.pass(freshForMs - 1)
  await read()
  expect(asked).toHaveLength(1)
  deps.pass(1)
  await read()
  expect(asked).toHaveLength(2)
})

it.each(['no-store', 'private, No-Store', 'max-age=60,no-store'])(
  'does not store a page of %s',
  async (header) => {
    answer = () => pageOf('one', { cacheControl: header })
    await read()
    expect(deps.items.keys()).toEqual([])
  },
)

it('drops the copy of a page that is not to be stored any more', async () => {
  await read()
  deps.pass(HOUR_MS)
  answer = () => pageOf('two', { cacheControl: 'no-store' })
  expect(await read()).toBe('two')
  expect(deps.items.keys()).toEqual([])
})

it('does not keep a page that one item cannot hold, nor the one before it', async () => {
  await read()
  deps.pass(HOUR_MS)
  const random = createSeededRandom(3)
  const large = Array.from({ length: 500_000 }, () => String.fromCharCode(32 + random() * 90)).join('')
  answer = () => pageOf(large)
  expect(await read()).toBe(large)
  expect(deps.items.keys()).toEqual([])
})

describe('a page that is no longer fresh', () => {
  const KNOWN = { url: URL_ASKED, ...ETAG }

  it('is asked about, and lives on when it is unchanged', async () => {
    await read()
    deps.pass(HOUR_MS)
    answer = () => ({ kind: 'unchanged', caching: { ...ETAG, etag: '"v2"', cacheControl: 'max-age=120' } })
    expect(await read()).toBe('one')
    deps.pass(2 * MINUTE_MS - 1)
    expect(await read()).toBe('one')
    expect(asked).toEqual([URL_ASKED, [URL_ASKED, KNOWN]])
    expect(deps.counts).toEqual({ page_misses: 1, page_revalidations: 1, page_hits: 1 })
    deps.pass(1)
    await read()
    expect(asked[2]).toEqual([URL_ASKED, { ...KNOWN, etag: '"v2"', cacheControl: 'max-age=120' }])
  })

  it('is replaced when it has changed', async () => {
    await read()
    deps.pass(HOUR_MS)
    answer = () => pageOf('two', { etag: '"v2"' })
    expect(await read()).toBe('two')
    expect(await read()).toBe('two')
    expect(deps.counts).toEqual({ page_misses: 2, page_hits: 1 })
  })

  it('is asked about by the address that it came from', async () => {
    answer = () => pageOf('one', { lastModified: 'Mon' }, 'https://example.org/moved')
    await read()
    deps.pass(HOUR_MS)
    await read()
    expect(asked[1]).toEqual([
      URL_ASKED,
      { url: 'https://example.org/moved', etag: null, lastModified: 'Mon', cacheControl: null },
    ])
  })

  it('is fetched whole when there is nothing to ask by', async () => {
    answer = () => pageOf('one')
    await read()
    deps.pass(HOUR_MS)
    await read()
    expect(asked).toEqual([URL_ASKED, URL_ASKED])
  })

  it('is served while its site fails, for 7 days after the site last told it', async () => {
    await read()
    answer = () => failure('page_unavailable')
    deps.pass(7 * DAY_MS - 1)
    expect(await read()).toBe('one')
    expect(deps.counts).toEqual({ page_misses: 1, page_hits: 1 })
    deps.pass(1)
    expect(await read()).toBe('page_unavailable')
    expect(asked).toEqual([URL_ASKED, [URL_ASKED, KNOWN], URL_ASKED])
  })

  it('gets 7 more days when its site confirms it', async () => {
    await read()
    deps.pass(6 * DAY_MS)
    answer = () => ({ kind: 'unchanged', caching: ETAG })
    await read()
    deps.pass(6 * DAY_MS)
    answer = () => failure('page_unavailable')
    expect(await read()).toBe('one')
  })

  it('is gone when its site says so', async () => {
    await read()
    deps.pass(HOUR_MS)
    answer = () => failure('page_not_found')
    expect(await read()).toBe('page_not_found')
    answer = () => failure('page_unavailable')
    expect(await read()).toBe('page_unavailable')
  })

  it("is served when the reader's time runs out before the site answers", async () => {
    await read()
    deps.pass(HOUR_MS)
    answer = () => later<Revalidated>().promise
    const late = new AbortController()
    const reading = open().read(URL_ASKED, { signal: late.signal })
    await settled()
    late.abort(timeout())
    expect(await reading).toMatchObject({ kind: 'page', page: { text: 'one' } })
  })
})

it('never stores a failure', async () => {
  answer = () => failure('page_unavailable')
  expect(await read()).toBe('page_unavailable')
  answer = () => pageOf('one')
  expect(await read()).toBe('one')
})

describe('readers at the same time in one process', () => {
  it('fetch a page once', async () => {
    const landing = later<PageOutcome>()
    answer = () => landing.promise
    const reader = open()
    const readings = Array.from({ length: 20 }, () => reader.read(URL_ASKED, { signal: never() }))
    await settled()
    landing.keep(pageOf('one'))
    const texts = (await Promise.all(readings)).map((it) => it.kind === 'page' && it.page.text)
    expect(new Set(texts)).toEqual(new Set(['one']))
    expect(asked).toHaveLength(1)
  })

  it('leave on their own: with their reason, or with a timeout as an outcome', async () => {
    const landing = later<PageOutcome>()
    answer = () => landing.promise
    const reader = open()
    const [leaving, late] = [new AbortController(), new AbortController()]
    const first = reader.read(URL_ASKED, { signal: leaving.signal })
    const second = reader.read(URL_ASKED, { signal: late.signal })
    const third = reader.read(URL_ASKED, { signal: never() })
    await settled()
    const reason = new Error('gone')
    leaving.abort(reason)
    late.abort(timeout())
    await expect(first).rejects.toBe(reason)
    expect(await second).toMatchObject({
      kind: 'unreadable',
      error: { code: 'page_timeout', retryable: true },
    })
    landing.keep(pageOf('one'))
    expect(await third).toMatchObject({ kind: 'page' })
  })
})

describe('purged sources', () => {
  beforeEach(async () => {
    answer = () => pageOf('one', ETAG, 'https://moved.example/tide')
    await read()
  })

  it.each<SourceName>([
    'url:https://example.org/tide',
    'host:example.org',
    'url:https://moved.example/tide',
    'host:moved.example',
  ])('make a stored page unreadable, its validators included: %s', async (source) => {
    const dependents: unknown[] = []
    for await (const dependent of deps.provenance.dependents(source)) dependents.push(dependent)
    const [[kind, scope, key]] = deps.items.keys() as [[string, string, string]]
    expect(dependents).toEqual([{ kind: 'item', key: { kind, scope, key } }])
    expect([kind, scope]).toEqual(['P', 'shared'])

    await deps.provenance.purge(source, { at: deps.clock.now() })
    deps.pass(5_000)
    answer = () => failure('page_unavailable')
    expect(await read()).toBe('page_unavailable')
    expect(asked).toEqual([URL_ASKED, URL_ASKED])
  })

  it('make a page unreadable that was confirmed while the purge came', async () => {
    deps.pass(HOUR_MS)
    answer = async () => {
      deps.pass(1_000)
      await deps.provenance.purge('host:example.org', { at: deps.clock.now() })
      return { kind: 'unchanged', caching: ETAG }
    }
    await read()
    answer = () => pageOf('two')
    expect(await read()).toBe('two')
  })

  it('are written down before the page is stored', async () => {
    await deps.items.remove({ kind: 'P', scope: 'shared', key: deps.items.keys()[0]?.[2] ?? '' })
    deps.provenance.failure = new Error('down')
    await read()
    expect(deps.items.keys()).toEqual([])
  })
})

it.each(['items', 'provenance'] as const)('fetches as if nothing were stored while %s fail', async (part) => {
  await read()
  deps[part].failure = new IngotError('store_unavailable', 'down')
  answer = () => pageOf('two', { cacheControl: 'no-store' })
  expect(await read()).toBe('two')
  expect(asked).toEqual([URL_ASKED, URL_ASKED])
})

it.each(['ftp://example.org/', 'no url'])('leaves %s to the reader', async (url) => {
  answer = () => failure('page_not_found')
  expect(await read(url)).toBe('page_not_found')
  expect([asked, deps.items.keys()]).toEqual([[url], []])
})

it('leaves bytes to the reader', async () => {
  const outcome = await open().parse(new Uint8Array(), { name: 'notes.md', origin: null })
  expect(outcome).toMatchObject({ page: { text: 'notes.md' } })
})
