import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, openBrowser, seriousFaults } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let browser: Browser

beforeEach(async () => {
  server = await startTestServer()
  await server.addText(
    'Lake Geneva',
    'Lake Geneva is a lake. Lake Geneva is 310 metres deep at its deepest point.',
  )
  await server.addText(
    'Lake Constance',
    'Lake Constance is a lake. Lake Constance is 251 metres deep at most.',
  )
  browser = await openBrowser({ width: 360, height: 740 })
  await browser.page.goto(server.address)
})
afterEach(async () => {
  await browser.close()
  await server.close()
})

const last = () => browser.page.locator('.turn').last()
async function ask(question: string): Promise<void> {
  const before = await browser.page.locator('.turn').count()
  await browser.page.getByRole('textbox').first().fill(question)
  await browser.page.keyboard.press('Enter')
  await browser.page.locator('.turn').nth(before).locator('.phase[data-state="done"]').waitFor()
}
const openList = () => browser.page.getByRole('button', { name: 'Conversations' }).click()

describe('a conversation', () => {
  it('understands a follow-up, and shows how', async () => {
    await ask('How deep is Lake Geneva?')
    expect(await last().locator('.understood').isVisible()).toBe(false)
    await ask('And Lake Constance?')
    expect(await last().locator('.understood').innerText()).toBe('Understood as: How deep is Lake Constance?')
    expect(await last().locator('.synopsis').innerText()).toContain('251 metres')
    await ask('Which one is that?')
    expect(await last().locator('.understood').innerText()).toContain('for you alone')
    expect(browser.complaints).toEqual([])
  })

  it('is found again, opened with all its answers, and goes on', async () => {
    const { page } = browser
    await ask('How deep is Lake Geneva?')
    await ask('And Lake Constance?')
    await page.reload()
    expect(await page.locator('.turn').count()).toBe(0)
    await openList()
    expect(await seriousFaults(page)).toEqual([])
    await page.getByRole('button', { name: 'How deep is Lake Geneva?', exact: true }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.locator('.turn h2').allInnerTexts()).toEqual([
      'How deep is Lake Geneva?',
      'And Lake Constance?',
    ])
    await last().locator('.synopsis').getByText('251 metres').waitFor()
    await ask('How big is it?')
    expect(await last().locator('.understood').innerText()).toBe('Understood as: How big is Lake Constance?')
    expect(browser.complaints).toEqual([])
  })

  it('is left for a new one, and removed', async () => {
    const { page } = browser
    await ask('How deep is Lake Geneva?')
    await openList()
    await page.getByRole('button', { name: 'New conversation' }).click()
    expect(await page.locator('.turn').count()).toBe(0)
    await page.getByText('Trust what is backed').waitFor()
    await openList()
    await page.getByRole('button', { name: 'Remove “How deep is Lake Geneva?”' }).click()
    await page
      .getByRole('button', { name: 'How deep is Lake Geneva?', exact: true })
      .waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await openList()
    await page.getByText('Nothing yet').waitFor()
    expect(browser.complaints).toEqual([])
  })
})
