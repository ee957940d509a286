import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from '../support/browser.ts'
import { makeDocx, paragraph } from '../support/make-zip.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { plainReply } from '../support/scripted-openai-server.ts'
import { type SiteServer, sitePage, startSiteServer } from '../support/site-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const TEXT = 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm.'

let model: ScriptedModel
let site: SiteServer
let server: TestServer
let browser: Browser

beforeEach(async () => {
  model = await startScriptedModel()
  site = await startSiteServer({ '/skarv': sitePage('Skarv', TEXT) })
  server = await startTestServer({ ...model.settings, fetchAllow: [site.host] })
  await server.addText('Skarv', TEXT)
  browser = await openBrowser()
  await browser.page.goto(server.address)
})
afterEach(async () => {
  await browser.close()
  await server.close()
  await site.close()
  await model.close()
})

const done = () => browser.page.locator('.turn').last().locator('.phase[data-state="done"]').waitFor()
/** What the page sends to the route next. */
const nextBody = async (route: string, act: () => Promise<void>) => {
  const [request] = await Promise.all([
    browser.page.waitForRequest((sent) => sent.url().endsWith(route)),
    act(),
  ])
  return request.postDataJSON()
}
const ask = async () => {
  await browser.page.locator('#question').fill('When was the lighthouse of Skarv built?')
  await browser.page.keyboard.press('Enter')
}

describe('the switches below the ask box', () => {
  it('stand in the request, and so decide what is searched', async () => {
    const { page } = browser
    expect(await nextBody('/v1/answers', ask)).toMatchObject({
      ...{ mode: 'auto', sources: ['web', 'documents', 'my_documents'], output: { length: 'medium' } },
      ...{ filters: { domains_allow: [], published_after: null }, cache: { use: 'default' } },
    })
    await done()
    await page.locator('.switch', { hasText: 'Docs' }).click()
    await page.locator('.switch', { hasText: 'Mine' }).click()
    await page.getByRole('combobox').first().selectOption('deep')
    await page.getByText('Filters').click()
    await page.getByLabel('Only these sites').fill('example.org, tides.example')
    await page.getByLabel('Published after').fill('2026-01-31')
    await page.getByLabel('Length').selectOption('short')
    await page.getByLabel('Answer anew').check()
    expect(await nextBody('/v1/answers', ask)).toMatchObject({
      ...{ mode: 'deep', sources: ['web'], output: { length: 'short' } },
      filters: { domains_allow: ['example.org', 'tides.example'], published_after: '2026-01-31' },
      cache: { use: 'bypass' },
    })
    await done()
    // The documents are switched off, and there is no web in this test.
    expect(await page.locator('.turn').last().locator('.card').count()).toBe(0)
    expect(await page.locator('.turn').first().locator('.card').count()).toBe(1)
  })

  it('leave one source on', async () => {
    const { page } = browser
    for (const name of ['Web', 'Docs', 'Mine']) await page.locator('.switch', { hasText: name }).click()
    expect((await nextBody('/v1/answers', ask)).sources).toEqual(['my_documents'])
  })
})

it('summarises a link that is pasted', async () => {
  const { page } = browser
  const url = `http://${site.host}/skarv`
  model.vendor.setScript(plainReply(['The lighthouse was built in 1887 [1].']))
  await page.evaluate((text) => navigator.clipboard.writeText(text), url)
  await page.locator('#question').focus()
  await page.keyboard.press('Control+V')
  expect(await page.locator('#send').innerText()).toBe('Summarise')
  const body = await nextBody('/v1/summaries', () => page.keyboard.press('Enter'))
  expect(body).toEqual({ url, length: 'medium' })
  await done()
  expect(await page.locator('.synopsis').innerText()).toContain('The lighthouse was built in 1887')
  expect(await page.locator('.card .card-title').innerText()).toBe('Skarv')
  expect(site.asked.map(({ path }) => path)).toEqual(['/skarv'])
})

describe('a large file', () => {
  /** What deflate cannot make small. */
  const ballast = { name: 'ballast', data: randomBytes(5_000_000) }
  const mimeType = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  const large = { name: 'skarv.docx', mimeType, buffer: Buffer.from(makeDocx(paragraph(TEXT), [ballast])) }

  /** As fast as a phone sends it; 0: not at all. */
  async function throttle(bytesPerSecond: number) {
    const session = await browser.context.newCDPSession(browser.page)
    await session.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1 },
      uploadThroughput: bytesPerSecond,
    })
  }

  it('goes to an address of its own, shows how far it is, and is summarised', async () => {
    const { page } = browser
    await throttle(2_000_000)
    const puts: string[] = []
    page.on('request', (request) => request.method() === 'PUT' && puts.push(new URL(request.url()).pathname))
    await page.locator('#file').setInputFiles(large)
    const bar = page.getByRole('progressbar', { name: 'Sending “skarv.docx”' })
    await bar.waitFor()
    const shares = new Set<number>()
    await expect
      .poll(async () => {
        shares.add(await bar.evaluate((element) => (element as HTMLProgressElement).value))
        return [...shares].filter((share) => share > 0 && share < 1).length
      })
      .toBeGreaterThan(1)
    expect(await page.locator('.phase-detail').innerText()).toMatch(/^\d+ %$/)
    await done()
    expect(await page.getByRole('progressbar').count()).toBe(0)
    expect(puts).toEqual([expect.stringMatching(/^\/uploads\/[\w-]+\.[\w-]+$/)])
    expect(await page.locator('.synopsis').innerText()).toContain('Answer 1 begins')
    expect(browser.complaints).toEqual([])
    expect([...browser.hosts]).toEqual([new URL(server.address).host])
  })

  it('that is stopped on its way leaves nothing', async () => {
    const { page } = browser
    await throttle(500_000)
    await page.locator('#file').setInputFiles(large)
    await page.getByRole('progressbar').waitFor()
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.locator('.phase[data-state="stopped"]').waitFor()
    const left = async () =>
      (await (await server.get('/v1/documents?collection=my_documents')).json()).documents
    await expect.poll(left).toEqual([])
  })

  it('that is none of a kind that is read tells so', async () => {
    const { page } = browser
    const picture = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ballast.data])
    await page.locator('#file').setInputFiles({ name: 'cat.png', mimeType: 'image/png', buffer: picture })
    expect(await page.getByRole('alert').innerText()).toContain('This file cannot be read.')
  })
})
