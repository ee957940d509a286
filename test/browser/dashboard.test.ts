import { readFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CacheStats } from '../../shared/api/cache-stats.ts'
import { type Browser, openBrowser, seriousFaults } from '../support/browser.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const QUESTION = 'When was the lighthouse of Skarv built?'
const OTHER = 'How high does the lighthouse of Skarv stand?'

const TIDES = {
  ...{ url: 'https://tides.example/', title: 'Tides', published: null, language: 'en', text: null },
  snippet: 'The Moon causes most of the tide on Earth.',
}

let model: ScriptedModel
let server: TestServer
let browser: Browser

/** Two answers made, one of them read twice more from the cache, one past it: 5 readers, hit ratio 40 %. */
beforeEach(async () => {
  model = await startScriptedModel()
  const search = { name: 'scripted', search: async () => [TIDES] }
  server = await startTestServer(model.settings, { webSearches: [search] })
  await server.addText(
    'Skarv',
    'The lighthouse of Skarv was built in 1887. It stands 42 metres above the sea.',
  )
  const ask = async (question: string, use = 'default') => {
    await readAnswer(await server.post('/v1/answers', { question, sources: ['documents'], cache: { use } }))
    await server.settled()
  }
  for (const question of [QUESTION, QUESTION, QUESTION, OTHER]) await ask(question)
  await ask(OTHER, 'bypass')
})
afterEach(async () => {
  await browser?.close()
  await server.close()
  await model.close()
})

async function open(options: Parameters<typeof openBrowser>[0] = {}) {
  browser = await openBrowser(options)
  await browser.page.goto(`${server.address}/dashboard`)
  await browser.page.locator('.tile').first().waitFor()
  return browser.page
}

const plain = (text: string) => text.replaceAll('\n', ' ').trim()
const percent = (part: number, all: number) => `${((part / all) * 100).toFixed(1).replace(/\.0$/, '')} %`
const span = (ms: number | null) =>
  ms === null ? '–' : ms < 1_000 ? `${ms} ms` : `${(ms / 1_000).toFixed(1).replace(/\.0$/, '')} s`

describe('the dashboard', () => {
  it('shows the figures of the API', async () => {
    const { totals } = (await (await server.get('/v1/cache/stats')).json()) as CacheStats
    expect([totals.readers, totals.hits, totals.misses, totals.bypasses]).toEqual([5, 2, 2, 1])
    const page = await open()
    expect(await page.locator('.tile .value').allInnerTexts()).toEqual(['40 %', '2', '0.8', '$0.0005', '0'])
    expect(await page.locator('.tile .note').allInnerTexts()).toEqual([
      'of 5 readers',
      '3 made',
      '240 tokens',
      '$0.0008 spent',
      'joined an answer already being made',
    ])
    await page.getByText('As a table').click()
    const [row] = await page.locator('details tbody tr').all()
    expect(await row?.locator('td').allInnerTexts()).toEqual(['2', '0', '0', '2', '1', '40 %'])
    expect(browser.complaints).toEqual([])
    expect([...browser.hosts]).toEqual([new URL(server.address).host])
  })

  it('shows who answered, how long it took and what is read most, as the API tells it', async () => {
    const ask = async (question: string) => {
      await readAnswer(await server.post('/v1/answers', { question, sources: ['web'], mode: 'fast' }))
      await server.settled()
    }
    for (const question of ['What causes the tides?', 'What causes the tides?', 'Who named the tides?'])
      await ask(question)
    const stats = (await (await server.get('/v1/cache/stats')).json()) as CacheStats
    const page = await open()
    const panel = (name: string) => page.locator('.panel', { has: page.getByRole('heading', { name }) })
    const cellsOf = async (name: string) => (await panel(name).locator('tbody td').allInnerTexts()).map(plain)
    const { deep, fast } = stats.rungs
    expect(deep + fast).toBe(8)
    expect(await cellsOf('Who answered')).toEqual([
      ...[`${deep}`, percent(deep, 8), `${fast}`, percent(fast, 8)],
      ...['0', '0 %', '0', '0 %', '0', '0 %'],
    ])
    expect(await cellsOf('How long readers waited')).toEqual(
      [stats.latency.first_byte, stats.latency.first_delta, stats.latency.total].flatMap(
        ({ p50_ms, p95_ms, p99_ms, count }) => [...[p50_ms, p95_ms, p99_ms].map(span), `${count}`],
      ),
    )
    expect(stats.top_questions).toMatchObject([{ hits: 1 }])
    const item = panel('Read most from the cache').locator('li')
    expect(await item.locator('.question').allInnerTexts()).toEqual(['What causes the tides?'])
    expect(await item.locator('.note').innerText()).toMatch(/^read once · \d+ seconds? old · Evergreen/)
    await item.getByRole('button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Purge' }).click()
    await page.getByText('Purged: answers 1, stored items 0').waitFor()
    await page.getByRole('button', { name: 'Refresh' }).click()
    await page.getByText('No public answer was read twice').waitFor()
    expect(browser.complaints).toEqual([])
  })

  it.each([
    [{ hits: 9, checked: 2_000, wrong: 1, is_within_budget: true }, 'good', '0.5 % · kept'],
    [{ hits: 9, checked: 100, wrong: 10, is_within_budget: false }, 'warn', '0.5 % · broken'],
    [{ hits: 9, checked: 10, wrong: 0, is_within_budget: null }, 'calm', '0.5 % · not known yet'],
  ])(
    'shows how often other wordings were answered wrongly, against the budget: %o',
    async (semantic, state, told) => {
      const rate = { rate: semantic.wrong / semantic.checked, low: 0, high: 0.0028 }
      browser = await openBrowser()
      await browser.page.route('**/v1/cache/stats?*', async (route) => {
        const stats = (await (await route.fetch()).json()) as CacheStats
        Object.assign(stats.layers.semantic, { ...semantic, shut: 1, max_wrong: 0.005, wrong_hit_rate: rate })
        await route.fulfill({ json: stats })
      })
      await browser.page.goto(`${server.address}/dashboard`)
      const heading = browser.page.getByRole('heading', { name: 'Answers to other wordings' })
      const rows = browser.page.locator('.panel', { has: heading }).locator('li')
      const shown = `${percent(semantic.wrong, semantic.checked)}, up to 0.3 % at 95 %`
      await expect
        .poll(() => rows.locator('.value').allInnerTexts())
        .toEqual(['9', semantic.checked.toLocaleString('en-GB'), `${semantic.wrong}`, shown, told, '1'])
      expect(await rows.nth(4).getAttribute('data-state')).toBe(state)
    },
  )

  it('says that other wordings are not answered where they are not', async () => {
    const { layers } = (await (await server.get('/v1/cache/stats')).json()) as CacheStats
    expect(layers.semantic).toMatchObject({ max_wrong: null, wrong_hit_rate: null })
    const page = await open()
    const panel = page.locator('.panel', {
      has: page.getByRole('heading', { name: 'Answers to other wordings' }),
    })
    expect(await panel.getByText('switched off').count()).toBe(1)
  })

  it('exports every hour as CSV', async () => {
    const page = await open()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export CSV' }).click(),
    ])
    const [head = '', first = '', ...rest] = (await readFile(await download.path(), 'utf8')).split('\r\n')
    const row = Object.fromEntries(head.split(',').map((name, at) => [name, first.split(',')[at]]))
    expect(row).toMatchObject({ readers: '5', hits: '2', misses: '2', bypasses: '1', hit_ratio: '0.4' })
    expect(rest).toEqual([''])
  })

  it('purges only what was confirmed', async () => {
    const page = await open()
    const { id } = await readAnswer(
      await server.post('/v1/answers', { question: QUESTION, sources: ['documents'] }),
    )
    await page.locator('.purge select').selectOption('answer')
    await page.locator('.purge input').fill(id)
    await page.locator('.purge button').click()
    await page.getByRole('button', { name: 'Keep it' }).click()
    expect((await server.get(`/v1/answers/${encodeURIComponent(id)}`)).status).toBe(200)
    await page.locator('.purge button').click()
    await page.getByRole('dialog').getByRole('button', { name: 'Purge' }).click()
    await page.getByText('Purged: answers 1, stored items 0').waitFor()
    expect((await server.get(`/v1/answers/${encodeURIComponent(id)}`)).status).toBe(410)
  })

  it.each([
    { width: 360, height: 740, dark: true },
    { width: 1280, height: 900, dark: false },
  ])('fits and can be read by all at $width px', async (options) => {
    const page = await open(options)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width)
    await page.getByText('As a table').click()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'Switch the interface to Chinese' }).click()
    expect(await page.locator('.tile dt').first().innerText()).toBe('命中率')
  })
})
