import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseSettings } from '../../shared/config/env.ts'
import { IngotError } from '../../shared/errors.ts'
import { crawlSite } from '../../shared/ingest/site/crawl-site.ts'
import { openSiteJournal } from '../../shared/ingest/site/site-journal.ts'
import type { Clock } from '../../shared/ports/clock.ts'
import { createPoliteSiteReader } from '../../shared/runtime/page-readers.ts'
import { type SiteFiles, type SiteServer, sitePage, startSiteServer } from '../support/site-server.ts'

const MONDAY = Date.UTC(2026, 10, 23, 8)
const HOUR_MS = 3_600_000

let site: SiteServer
let folder: string
/** Origin -> text; its id is `doc_` and the origin. */
let collection: Map<string, string>
let now: number
let sleeps: number[]

const clock: Clock = {
  now: () => now,
  async sleep(ms) {
    sleeps.push(ms)
    now += ms
  },
}

beforeEach(async () => {
  site = await startSiteServer({})
  folder = await mkdtemp(path.join(tmpdir(), 'ingot-site-'))
  collection = new Map()
  now = MONDAY
  sleeps = []
})
afterEach(async () => {
  site.close()
  await rm(folder, { recursive: true, force: true })
})

const addFiles = (files: SiteFiles) => Object.assign(site.files, files)
const journalFile = () => path.join(folder, 'journal.jsonl')

type Run = {
  start?: string
  depth?: number
  maxPages?: number
  atOnce?: number
  settings?: Record<string, string>
  /** Leaves after so many visits. */
  leaveAfter?: number
  refusePut?: (origin: string) => IngotError | undefined
}

/** `path outcome` of what was visited, in the order of the addresses. */
async function crawl({ start = '/', depth = 2, maxPages = 100, leaveAfter, refusePut, ...how }: Run = {}) {
  const settings = parseSettings({ INGOT_FETCH_ALLOW: site.host, INGOT_SITE_DELAY_MS: '0', ...how.settings })
  const journal = await openSiteJournal(journalFile(), { now })
  const told: string[] = []
  let left = -1
  const events = crawlSite({
    start: site.address + start,
    depth,
    maxPages,
    atOnce: how.atOnce ?? 4,
    reader: createPoliteSiteReader(settings, clock),
    journal,
    documents: {
      ids: new Set([...collection.keys()].map((origin) => `doc_${origin}`)),
      async put({ origin, bytes }) {
        const refused = refusePut?.(origin)
        if (refused) throw refused
        const text = new TextDecoder().decode(bytes)
        const before = collection.get(origin)
        collection.set(origin, text)
        const outcome = before === undefined ? 'created' : before === text ? 'unchanged' : 'replaced'
        return { outcome, id: `doc_${origin}` }
      },
      async remove(id) {
        collection.delete(id.replace('doc_', ''))
      },
    },
    sleep: clock.sleep,
    signal: new AbortController().signal,
  })
  for await (const event of events) {
    if (event.kind === 'ended') left = event.left
    if (event.kind === 'list-unread') told.push(`${pathOf(event.url)} ${event.error.code}`)
    if (event.kind !== 'visited') continue
    const { visit, wasBefore } = event
    told.push(`${pathOf(visit.url)} ${wasBefore ? 'before ' : ''}${visit.code ?? visit.outcome}`)
    if (told.length === leaveAfter) break
  }
  return { told: told.sort(), left, goesOnFrom: journal.goesOnFrom }
}

const pathOf = (url: string) => url.replace(site.address, '')
const originPaths = () => [...collection.keys()].map(pathOf).sort()
const page = (name: string, ...links: string[]) => sitePage(name, `All about ${name}.`, { links })

describe('what a run visits', () => {
  it('is what lies so many links away, within the site, each page once', async () => {
    addFiles({
      '/guide/': page('start', 'a', '/guide/b', '/guide/b#part', '/other', 'https://example.org/', 'x.png'),
      '/guide/a': page('a', 'deep', '/guide/'),
      '/guide/b': page('b', '/guide/a'),
      '/guide/deep': page('deep', 'deeper'),
      '/guide/deeper': page('deeper'),
    })
    const { told, left } = await crawl({ start: '/guide/' })
    expect(told).toEqual(['/guide/ created', '/guide/a created', '/guide/b created', '/guide/deep created'])
    expect(left).toBe(0)
    expect(site.paths().sort()).toEqual([
      '/guide/',
      '/guide/a',
      '/guide/b',
      '/guide/deep',
      '/robots.txt',
      '/sitemap.xml',
    ])
  })

  it('has what its sitemaps list, packed or not, wherever its robots.txt says they are', async () => {
    const sitemap = (...paths: string[]) =>
      `<urlset>${paths.map((each) => `<url><loc>${site.address}${each}</loc></url>`).join('')}</urlset>`
    const index = `<sitemapindex><sitemap><loc>/maps/a.xml</loc></sitemap><sitemap><loc>/maps/b.xml.gz</loc></sitemap><sitemap><loc>/maps/lost.xml</loc></sitemap></sitemapindex>`
    addFiles({
      '/robots.txt': 'Sitemap: /maps/index.xml\nUser-agent: *\nDisallow: /private/',
      '/': page('start'),
      '/maps/index.xml': index,
      '/maps/a.xml': sitemap('/a', '/private/x', '/a.css'),
      '/maps/b.xml.gz': gzipSync(sitemap('/b')),
      '/a': page('a', '/c'),
      '/b': page('b'),
      '/c': page('c'),
      '/private/x': page('x'),
    })
    expect((await crawl({ depth: 1 })).told).toEqual([
      '/ created',
      '/a created',
      '/b created',
      '/maps/lost.xml page_not_found',
      '/private/x page_refused_by_robots',
    ])
    expect(site.paths()).not.toContain('/private/x')
  })

  it('has the entries of feeds that its pages name, and of a feed that is the start', async () => {
    addFiles({
      '/': sitePage('start', 'Words.', {
        head: '<link rel="alternate" type="application/atom+xml" href="/news.xml">',
      }),
      '/news.xml': '<feed><entry><link href="/n/1"/></entry><entry><link href="/n/2"/></entry></feed>',
      '/n/1': page('one', '/n/3'),
      '/n/2': page('two'),
      '/n/3': page('three'),
    })
    expect((await crawl({ depth: 1 })).told).toEqual(['/ created', '/n/1 created', '/n/2 created'])
    expect((await crawl({ start: '/news.xml', depth: 1 })).told).toContain('/news.xml listed')
  })

  it('ends at the number of pages asked for, and tells what is left', async () => {
    addFiles({ '/': page('start', '/a', '/b', '/c'), '/a': page('a'), '/b': page('b'), '/c': page('c') })
    const { told, left } = await crawl({ maxPages: 2 })
    expect([told, left]).toEqual([['/ created', '/a created'], 2])
    expect((await crawl({ maxPages: 2 })).told).toEqual(['/ unchanged', '/a unchanged'])
  })
})

describe('a page', () => {
  it('is stored under the address that it leads to, once, and not followed out of the site', async () => {
    const moved = (location: string) => ({ status: 301, headers: { location } })
    addFiles({
      '/': page('start', '/old', '/out', '/new'),
      '/old': moved('/new'),
      '/new': page('new'),
      '/out': moved('http://localhost:9/'),
    })
    const { told } = await crawl({ atOnce: 1 })
    expect(told).toEqual(['/ created', '/new same', '/old created', '/out page_address_refused'])
    expect(originPaths()).toEqual(['/', '/new'])
  })

  it('is known by the address that it calls its own, where only the query differs', async () => {
    const canonical = (href: string) =>
      sitePage('list', 'Words.', { head: `<link rel="canonical" href="${href}">` })
    addFiles({
      '/': page('start', '/list?sort=up', '/list?sort=down', '/print'),
      '/list?sort=up': canonical('/list'),
      '/list?sort=down': canonical('/list'),
      '/print': canonical('/'),
    })
    expect((await crawl({ atOnce: 1 })).told).toEqual([
      '/ created',
      '/list?sort=down same',
      '/list?sort=up created',
      '/print created',
    ])
    expect(originPaths()).toEqual(['/', '/list', '/print'])
  })

  it('that asks to be in no index is followed and not stored, and removed if it was', async () => {
    addFiles({ '/': page('start', '/a', '/b'), '/a': page('a'), '/b': page('b') })
    await crawl()
    addFiles({
      '/a': sitePage('a', 'Words.', { links: ['/c'], head: '<meta name="robots" content="noindex">' }),
      '/b': { headers: { 'x-robots-tag': 'ingot: none' }, body: page('b', '/d') },
      '/c': page('c'),
      '/d': page('d'),
    })
    expect((await crawl()).told).toEqual(['/ unchanged', '/a removed', '/b removed', '/c created'])
    expect(originPaths()).toEqual(['/', '/c'])
  })

  it('is sent on as UTF-8, whatever the header says it is in', async () => {
    addFiles({
      '/': {
        headers: { 'content-type': 'text/html; charset=koi8-r' },
        body: Buffer.from([0xf4, 0xc5, 0xd3, 0xd4]),
      },
    })
    await crawl()
    expect([...collection.values()]).toEqual(['Тест'])
  })

  it('of a kind that is not read is refused, and so is one that the server refuses', async () => {
    addFiles({
      '/': page('start', '/pic', '/empty'),
      '/pic': { headers: { 'content-type': 'image/png' }, body: '\x89PNG' },
      '/empty': page('e'),
    })
    const refusePut = (origin: string) =>
      origin.endsWith('/empty') ? new IngotError('page_empty', 'It has no text.') : undefined
    expect((await crawl({ refusePut })).told).toEqual([
      '/ created',
      '/empty page_empty',
      '/pic page_unsupported',
    ])
    const down = () => new IngotError('store_unavailable', 'The store is away.')
    await expect(crawl({ refusePut: down, settings: {} })).rejects.toMatchObject({
      code: 'store_unavailable',
    })
  })
})

describe('a later run', () => {
  it('asks only whether the pages have changed, and forgets those that are gone', async () => {
    addFiles({ '/': page('start', '/a', '/b'), '/a': page('a', '/c'), '/b': page('b'), '/c': page('c') })
    await crawl()
    site.asked.splice(0)
    addFiles({ '/a': page('a, anew') })
    delete site.files['/b']
    delete site.files['/c']
    expect((await crawl()).told).toEqual(['/ unchanged', '/a replaced', '/b removed', '/c removed'])
    const statuses = site.asked.map(({ path: asked, status }) => `${asked} ${status}`)
    expect(statuses.sort()).toEqual([
      '/ 304',
      '/a 200',
      '/b 404',
      '/c 404',
      '/robots.txt 404',
      '/sitemap.xml 404',
    ])
    expect(originPaths()).toEqual(['/', '/a'])
  })

  it('reads anew what was removed from the collection meanwhile', async () => {
    addFiles({ '/': page('start', '/a'), '/a': page('a') })
    await crawl()
    collection.delete(`${site.address}/a`)
    expect((await crawl()).told).toEqual(['/ unchanged', '/a created'])
  })
})

describe('a run that was interrupted', () => {
  const files = () => ({
    '/': page('start', '/a', '/b'),
    '/a': page('a', '/c'),
    '/b': page('b'),
    '/c': page('c'),
  })

  it('goes on where it was, and asks for nothing twice', async () => {
    addFiles(files())
    await crawl({ atOnce: 1, leaveAfter: 2 })
    site.asked.splice(0)
    now += HOUR_MS
    const { told, goesOnFrom } = await crawl({ atOnce: 1 })
    expect(goesOnFrom).toBe(MONDAY)
    expect(told).toEqual(['/ before created', '/a before created', '/b created', '/c created'])
    expect(site.paths().sort()).toEqual(['/b', '/c', '/robots.txt', '/sitemap.xml'])
    expect((await crawl()).goesOnFrom).toBeNull()
  })

  it('begins anew after a day', async () => {
    addFiles(files())
    await crawl({ atOnce: 1, leaveAfter: 2 })
    now += 25 * HOUR_MS
    expect(await crawl()).toMatchObject({
      goesOnFrom: null,
      told: ['/ unchanged', '/a unchanged', '/b created', '/c created'],
    })
  })

  it('goes on after a line that was being written when it was killed', async () => {
    addFiles(files())
    await crawl({ atOnce: 1, leaveAfter: 2 })
    const written = await readFile(journalFile(), 'utf8')
    await writeFile(journalFile(), written.slice(0, -20))
    expect((await crawl({ atOnce: 1 })).told).toEqual([
      '/ before created',
      '/a unchanged',
      '/b created',
      '/c created',
    ])
  })

  it('asks again for what failed in passing', async () => {
    addFiles({ ...files(), '/a': [{ status: 500 }, { status: 500 }, { status: 500 }, page('a', '/c')] })
    expect((await crawl({ atOnce: 1, leaveAfter: 3 })).told).toEqual([
      '/ created',
      '/a page_unavailable',
      '/b created',
    ])
    expect((await crawl({ atOnce: 1 })).told).toEqual([
      '/ before created',
      '/a created',
      '/b before created',
      '/c created',
    ])
  })
})

describe('a site that is busy', () => {
  it('is left alone for as long as it says, and asked again', async () => {
    const busy = { status: 429, headers: { 'retry-after': '30' } }
    addFiles({ '/': page('start', '/a', '/b'), '/a': [busy, page('a')], '/b': page('b') })
    expect((await crawl({ atOnce: 1 })).told).toEqual(['/ created', '/a created', '/b created'])
    expect(sleeps).toEqual([30_000])
  })

  it('is waited for between two requests as long as its robots.txt or the settings say', async () => {
    addFiles({ '/robots.txt': 'User-agent: *\nCrawl-delay: 5', '/': page('start', '/a'), '/a': page('a') })
    await crawl({ depth: 1, atOnce: 1 })
    expect(sleeps).toEqual([5_000, 5_000])
    site.files['/robots.txt'] = ''
    sleeps = []
    await crawl({ depth: 1, atOnce: 1, settings: { INGOT_SITE_DELAY_MS: '250' } })
    expect(sleeps).toEqual([250, 250])
  })

  it('is not asked any more when it asks for too long', async () => {
    const busy = { status: 503, headers: { 'retry-after': 'Mon, 01 Jan 2125 00:00:00 GMT' } }
    addFiles({ '/': page('start', '/a', '/b'), '/a': busy, '/b': page('b') })
    await expect(crawl({ atOnce: 1 })).rejects.toMatchObject({ code: 'page_unavailable' })
    expect(site.paths()).not.toContain('/b')
  })

  it('is not asked any more when five pages have had no answer', async () => {
    const links = ['/1', '/2', '/3', '/4', '/5', '/6', '/7']
    addFiles({
      '/': page('down', ...links),
      ...Object.fromEntries(links.map((each) => [each, { status: 502 }])),
    })
    await expect(crawl({ atOnce: 1 })).rejects.toMatchObject({ code: 'page_unavailable' })
    expect(site.paths().filter((each) => each === '/5' || each === '/6')).toEqual(['/5', '/5', '/5'])
  })

  it('is not begun with when its start is away, forbidden or no page', async () => {
    await expect(crawl()).rejects.toMatchObject({ code: 'page_not_found' })
    addFiles({ '/robots.txt': 'User-agent: *\nDisallow: /', '/': page('start') })
    await expect(crawl()).rejects.toMatchObject({ code: 'page_refused_by_robots' })
    expect((await crawl({ settings: { INGOT_ROBOTS: 'answers' } })).told).toEqual(['/ created'])
  })
})
