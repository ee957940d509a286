import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser, seriousFaults } from '../support/browser.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { plainReply } from '../support/scripted-openai-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const QUESTION = 'When was the lighthouse of Skarv built?'

let model: ScriptedModel
let server: TestServer
let browser: Browser

beforeAll(async () => {
  model = await startScriptedModel()
  server = await startTestServer(model.settings)
  await server.addText('Skarv', 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm.')
})
afterEach(() => browser?.close())
afterAll(async () => {
  await server.close()
  await model.close()
})

async function answered(options: Parameters<typeof openBrowser>[0]) {
  model.vendor.setScript(plainReply(['The lighthouse was built in 1887 [1]. It was moved in 1999 [1].']))
  browser = await openBrowser(options)
  const { page } = browser
  await page.goto(server.address)
  await page.locator('#question').fill(QUESTION)
  await page.locator('#send').click()
  await page.locator('.phase[data-state="done"]').waitFor()
  return page
}

describe.each([
  { width: 360, height: 740, dark: false },
  { width: 360, height: 740, dark: true },
  { width: 1280, height: 800, dark: false },
  { width: 1280, height: 800, dark: true },
])('at $width px, dark: $dark', (options) => {
  it('fits, and has no serious fault of accessibility', async () => {
    const page = await answered(options)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(options.width)
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(paper).toBe(options.dark ? 'rgb(20, 19, 15)' : 'rgb(251, 250, 247)')
    expect(await seriousFaults(page)).toEqual([])
    await page.locator('.filters summary').click()
    await page.locator('.cite').first().click()
    expect(await seriousFaults(page)).toEqual([])
    expect(browser.complaints).toEqual([])
  })
})

describe('the keyboard alone', () => {
  it('asks, opens a citation, closes it and asks on', async () => {
    browser = await openBrowser()
    const { page } = browser
    await page.goto(server.address)
    // The ask box has the focus from the start.
    await page.keyboard.type(QUESTION)
    await page.keyboard.press('Enter')
    await page.locator('.phase[data-state="done"]').waitFor()
    const focus = () => page.evaluate(() => document.activeElement?.className ?? '')
    for (let steps = 0; (await focus()) !== 'cite' && steps < 40; steps++)
      await page.keyboard.press('Shift+Tab')
    expect(await focus()).toBe('cite')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focus()).toBe('cite')
  })
})

describe('other languages and colours', () => {
  it('speaks Chinese to a Chinese browser, and English when asked to', async () => {
    const page = await answered({ locale: 'zh-CN' })
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-Hans')
    expect(await page.locator('#send').innerText()).toBe('提问')
    expect(await page.locator('.sources h3').innerText()).toBe('来源')
    expect(await page.locator('.phase').innerText()).toMatch(/^完成 · [\d.]+ 秒$/)
    await page.getByRole('button', { name: '将界面切换为英文' }).click()
    expect(await page.locator('#send').innerText()).toBe('Ask')
    expect(await page.locator('.phase').innerText()).toMatch(/^Done · [\d.]+ s$/)
  })

  it('keeps the colours that were chosen', async () => {
    browser = await openBrowser()
    const { page } = browser
    await page.goto(server.address)
    await page.getByRole('button', { name: 'Light or dark' }).click()
    await page.reload()
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await expect.poll(paper).toBe('rgb(20, 19, 15)')
  })
})
