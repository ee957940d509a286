import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { plainReply } from '../support/scripted-openai-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** Each sets `pwned` where it is taken for markup or for an address. */
const HOSTILE = [
  '<img src=x onerror="pwned=1">',
  '<script>pwned=1</script>',
  '<svg onload="pwned=1"></svg>',
  '"><iframe srcdoc="<script>parent.pwned=1</script>"></iframe>',
  '[open](javascript:pwned=1)',
  '![image](https://evil.example/x.png)',
  '<a href="javascript:pwned=1">open</a>',
  '<style>@import "https://evil.example/x.css";</style>',
  '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
  '</textarea><base href="https://evil.example/">',
]

let model: ScriptedModel
let server: TestServer
let browser: Browser

beforeEach(async () => {
  model = await startScriptedModel()
  server = await startTestServer({ ...model.settings, webSearch: [] }, { webSearches: [hostileSearch] })
})
afterEach(async () => {
  await browser?.close()
  await server.close()
  await model.close()
})

/** Hits whose titles, snippets and addresses attack; their pages cannot be read. */
const hostileSearch = {
  name: 'hostile',
  search: async () => [
    ...HOSTILE.map((text, index) => hit(`https://h${index}.invalid/?q=${encodeURIComponent(text)}`, text)),
    hit('javascript:pwned=1', 'lighthouse with an address that is none'),
  ],
}
const hit = (url: string, text: string) => ({
  url,
  title: `lighthouse ${text}`,
  snippet: `The lighthouse was built in 1887. ${text}`,
  published: null,
  language: null,
  text: null,
})

describe('hostile words', () => {
  it('of titles, passages, addresses, file names and the model stay words', async () => {
    model.vendor.setScript(plainReply([`The lighthouse was built in 1887 [1]. ${HOSTILE.join(' ')}`]))
    browser = await openBrowser()
    const { page } = browser
    await page.goto(server.address)
    await page.locator('#question').fill(`When was the lighthouse built? ${HOSTILE[0]}`)
    await page.locator('#send').click()
    await page.locator('.phase[data-state="done"]').waitFor()
    for (const marker of await page.locator('.cite').all()) {
      await marker.click()
      await page.keyboard.press('Escape')
    }
    const upload = {
      name: `${HOSTILE[0]}.txt`,
      mimeType: 'text/plain',
      buffer: Buffer.from(HOSTILE.join('\n')),
    }
    await page.locator('#file').setInputFiles(upload)
    await page.locator('.turn').nth(1).locator('.phase:not([data-state="busy"])').waitFor()
    await page.reload()
    await page.locator('#question').waitFor()
    expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false)
    expect([...browser.hosts]).toEqual([new URL(server.address).host])
    expect(browser.complaints).toEqual([])
  })

  it('make no element and no link', async () => {
    model.vendor.setScript(plainReply([`The lighthouse was built in 1887 [1]. ${HOSTILE.join(' ')}`]))
    browser = await openBrowser()
    const { page } = browser
    await page.goto(server.address)
    await page.locator('#question').fill('When was the lighthouse built?')
    await page.locator('#send').click()
    await page.locator('.phase[data-state="done"]').waitFor()
    expect(await page.locator('.turn').locator('img, script, svg, iframe, style, meta, base').count()).toBe(0)
    expect(await page.locator('.synopsis a').count()).toBe(0)
    expect(await page.locator('.card').count()).toBeGreaterThan(3)
    const schemes = await page
      .locator('.turn a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).protocol))
    expect([...new Set(schemes)]).toEqual(['https:'])
  })
})

it('stays words among the questions that are read most', async () => {
  for (const text of HOSTILE) {
    const question = { question: `When was the lighthouse built? ${text}`, sources: ['web'] }
    for (const _ of [1, 2]) {
      expect((await server.post('/v1/answers', question)).status).toBe(200)
      await server.settled()
    }
  }
  browser = await openBrowser()
  const { page } = browser
  await page.goto(`${server.address}/dashboard`)
  const shown = page.locator('.top .question')
  await expect.poll(() => shown.count()).toBe(HOSTILE.length)
  const texts = (await shown.allInnerTexts()).sort()
  expect(texts).toEqual(HOSTILE.map((text) => `When was the lighthouse built? ${text}`).sort())
  await page.locator('.top button').first().click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  const made = page
    .locator('.top, dialog')
    .locator('img, script, svg, iframe, style, meta, base, a, textarea')
  expect(await made.count()).toBe(0)
  expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false)
  expect([...browser.hosts]).toEqual([new URL(server.address).host])
  expect(browser.complaints).toEqual([])
})

describe('the pages of the server', () => {
  it('let no script in but their own, and no text become one', async () => {
    const reply = await server.get('/')
    expect(reply.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    )
    expect(reply.headers.get('referrer-policy')).toBe('no-referrer')
    expect(await reply.text()).not.toMatch(/<script>|<style|style=|onload|https?:/)
  })

  it.each(['/web/main.ts', '/web/..%2Fbuild.ts', '/web/__proto__', '/web/demo.js.map'])(
    'do not hold %s',
    async (route) => {
      expect((await server.get(route)).status).toBe(404)
    },
  )
})
