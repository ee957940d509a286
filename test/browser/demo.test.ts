import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { plainReply } from '../support/scripted-openai-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const TEXT =
  'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm. It stands 42 metres above the sea.'
const QUESTION = 'When was the lighthouse of Skarv built?'

let model: ScriptedModel
let server: TestServer
let browser: Browser

beforeEach(async () => {
  model = await startScriptedModel()
  server = await startTestServer(model.settings)
  await server.addText('Skarv', TEXT)
})
afterEach(async () => {
  await browser?.close()
  await server.close()
  await model.close()
})

async function open(options: Parameters<typeof openBrowser>[0] = {}) {
  browser = await openBrowser(options)
  await browser.page.goto(server.address)
  return browser.page
}

const ask = async (question = QUESTION) => {
  await browser.page.getByRole('textbox').first().fill(question)
  await browser.page.keyboard.press('Enter')
}
const phase = () => browser.page.locator('.turn').last().locator('.phase')
const synopsis = () => browser.page.locator('.turn').last().locator('.synopsis')
const done = () => browser.page.locator('.turn').last().locator('.phase[data-state="done"]').waitFor()
const says = (words: string) => synopsis().getByText(words).waitFor()

function nothingWentWrong() {
  expect(browser.complaints).toEqual([])
  expect([...browser.hosts]).toEqual([new URL(server.address).host])
}

describe('an answer', () => {
  it('comes as it is written, and its numbers show what the source says', async () => {
    model.vendor.setScript(plainReply(['The lighthouse was built ', 'in 1887 [1]', '.']))
    const page = await open()
    await ask()
    await done()
    expect(await synopsis().innerText()).toBe('The lighthouse was built in 1887 1.')
    const marker = page.getByRole('button', { name: 'Citation 1: Skarv. Backed by the source' })
    await marker.click()
    const sheet = page.getByRole('dialog')
    expect(await sheet.locator('blockquote').innerText()).toContain(
      'The lighthouse of Skarv was built in 1887',
    )
    expect(await sheet.locator('.verdict').innerText()).toBe('Backed by the source')
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    expect(await marker.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await page.locator('.card .card-title').allInnerTexts()).toEqual(['Skarv'])
    nothingWentWrong()
  })

  it('says in plain words that it was made for somebody else, and what that saved', async () => {
    await open()
    await ask()
    await done()
    expect(await browser.page.locator('[data-cache="miss"]').innerText()).toContain(
      'Answered for you just now',
    )
    await server.settled()
    await ask()
    await done()
    const told = await browser.page.locator('[data-cache="hit"]').innerText()
    expect(told).toMatch(
      /^Answered \d+ seconds? ago, for somebody who asked the same · saved 0.41 GPU-seconds, /,
    )
    expect(model.vendor.calls).toBe(1)
  })

  it('marks what no source backs', async () => {
    model.vendor.setScript(plainReply(['The lighthouse was built in 1999 [1].']))
    const page = await open()
    await ask()
    await done()
    await page.getByRole('button', { name: /Not backed by the source/ }).waitFor()
    expect(await page.locator('.notes q').allInnerTexts()).toEqual(['The lighthouse was built in 1999'])
    const marked = await page.evaluate(() =>
      [...(CSS.highlights.get('unsupported') ?? [])].map((range) => (range as Range).toString()),
    )
    expect(marked).toContain('The lighthouse was built in 1999')
  })

  it('is stopped at once, and the model with it', async () => {
    model.hold()
    const page = await open()
    await ask()
    await says('Answer 1 begins')
    await page.getByRole('button', { name: 'Stop' }).click()
    await page.locator('.phase[data-state="stopped"]').waitFor()
    await model.vendor.aborted()
    expect(await page.locator('#send').innerText()).toBe('Ask')
    nothingWentWrong()
  })

  it('goes on by itself after the network was gone, nothing lost and nothing twice', async () => {
    const release = model.hold()
    await open()
    await ask()
    await says('Answer 1 begins')
    await browser.context.setOffline(true)
    await browser.page.locator('.phase[data-state="lost"]').waitFor()
    expect(await phase().innerText()).toContain('It goes on by itself')
    release()
    await server.settled()
    expect(await synopsis().innerText()).toBe('Answer 1 begins')
    await browser.context.setOffline(false)
    await done()
    expect(await synopsis().innerText()).toBe('Answer 1 begins with some words 1.')
    expect(model.vendor.calls).toBe(1)
  })

  it('is asked on by the questions that it suggests', async () => {
    await server.addText('Lamps', 'The lamp of the lighthouse of Skarv was made in Bergen in 1886.')
    const page = await open()
    await ask()
    await done()
    await page.locator('.follow-ups .chip').first().click()
    const next = page.locator('.turn').nth(1)
    await next.locator('.phase[data-state="done"]').waitFor()
    expect(await page.locator('.turn').count()).toBe(2)
    expect(await next.locator('h2').innerText()).not.toBe(QUESTION)
    expect(await next.locator('.synopsis').innerText()).toContain('Answer 2 begins')
    nothingWentWrong()
  })

  it('can be copied and shared', async () => {
    const page = await open()
    await ask()
    await done()
    await page.getByRole('button', { name: 'Copy' }).click()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
      `${QUESTION}\n\nAnswer 1 begins with some words [1].\n\n[1] Skarv\n`,
    )
    await page.getByRole('button', { name: 'Share' }).click()
    await server.settled()
    await page.goto(await page.evaluate(() => navigator.clipboard.readText()))
    await page.reload()
    await done()
    expect(await synopsis().innerText()).toBe('Answer 1 begins with some words 1.')
    expect(model.vendor.calls).toBe(1)
  })

  it('says what to do when it fails', async () => {
    await open()
    await server.stop()
    await browser.page.clock.install()
    await ask()
    await browser.page.locator('.phase[data-state="lost"]').waitFor()
    const told = async () => {
      await browser.page.clock.runFor(5_000)
      return browser.page.getByRole('alert').count()
    }
    await expect.poll(told, { timeout: 30_000 }).toBe(1)
    expect(await browser.page.getByRole('alert').innerText()).toContain(
      'The server cannot be reached. Check the network, then try again.',
    )
    server = await startTestServer({ ...model.settings, stateDir: server.stateDir })
  })
})

describe('files and links', () => {
  it('summarises a file that is added', async () => {
    const page = await open()
    const file = { name: 'tides <b>.txt', mimeType: 'text/plain', buffer: Buffer.from(TEXT) }
    await page.locator('#file').setInputFiles(file)
    await done()
    expect(await page.locator('.turn h2').first().innerText()).toContain('tides <b>.txt')
    expect(await synopsis().innerText()).toContain('Answer 1 begins')
    nothingWentWrong()
  })

  it('summarises a file that is dropped anywhere', async () => {
    const page = await open()
    const dropped = await page.evaluateHandle((text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], 'dropped.md', { type: 'text/markdown' }))
      return data
    }, TEXT)
    await page.dispatchEvent('#intro', 'dragover', { dataTransfer: dropped })
    expect(await page.locator('.veil').isVisible()).toBe(true)
    await page.dispatchEvent('#intro', 'drop', { dataTransfer: dropped })
    expect(await page.locator('.veil').isVisible()).toBe(false)
    await done()
    expect(await page.locator('.turn h2').innerText()).toContain('dropped.md')
    expect(await synopsis().innerText()).toContain('Answer 1 begins')
    nothingWentWrong()
  })

  it('offers to summarise what is a link, and tells why a page cannot be read', async () => {
    const page = await open()
    await page.getByRole('textbox').first().fill('http://127.0.0.1:9/page')
    expect(await page.locator('#send').innerText()).toBe('Summarise')
    await page.locator('#send').click()
    expect(await page.getByRole('alert').innerText()).toContain('This page cannot be read. Check the link')
  })

  it('suggests the documents that are there', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Summarise “Skarv”' }).click()
    await done()
    expect(await synopsis().innerText()).toContain('Answer 1 begins')
  })
})
