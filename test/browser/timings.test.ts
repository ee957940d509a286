import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser } from '../support/browser.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { DONE, deltaEvent, usageEvent } from '../support/scripted-openai-server.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const TOKENS = 3_000

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

/** As fast as a quick model writes, 500 tokens a second; a paragraph every 120 tokens. */
const longReply = () => ({
  steps: [
    ...Array.from({ length: TOKENS }, (_, index) => [
      deltaEvent({
        content: index % 120 === 119 ? 'tides [1].\n\n' : index % 17 === 0 ? '**water** ' : 'stone ',
      }),
      { delayMs: 2 },
    ]).flat(),
    deltaEvent({}, 'stop'),
    usageEvent(100, TOKENS),
    DONE,
  ],
})

const percentile = (values: readonly number[], share: number) =>
  [...values].sort((one, other) => one - other)[Math.ceil(values.length * share) - 1] ?? Number.NaN

describe('the browser’s own timings', () => {
  it('of a long answer: frames stay under 50 ms at the 95th percentile, and nothing is rendered twice', async () => {
    model.vendor.setScript(longReply())
    browser = await openBrowser({ width: 360, height: 740 })
    const { page } = browser
    await page.goto(server.address)
    await page.locator('#question').fill('When was the lighthouse of Skarv built?')
    await page.locator('#send').click()
    await page.locator('.synopsis p').first().waitFor()
    const watched = page.evaluate(async () => {
      const first = document.querySelector('.synopsis p')
      let removed = 0
      const watch = new MutationObserver((changes) => {
        for (const { removedNodes } of changes) removed += removedNodes.length
      })
      watch.observe(document.querySelector('.synopsis') as Element, { childList: true, subtree: true })
      const frames: number[] = []
      let last = performance.now()
      while (!document.querySelector('.phase[data-state="done"]')) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        frames.push(performance.now() - last)
        last = performance.now()
      }
      return { frames, removed, isSame: first === document.querySelector('.synopsis p') }
    })
    await page.locator('.phase[data-state="done"]').waitFor({ timeout: 60_000 })
    const { frames, removed, isSame } = await watched
    const p95 = percentile(frames, 0.95)
    console.log(
      `frames of ${TOKENS} tokens: ${frames.length}, p50 ${percentile(frames, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms`,
    )
    expect([removed, isSame]).toEqual([0, true])
    expect(await page.locator('.synopsis p').count()).toBe(25)
    expect(frames.length).toBeGreaterThan(60)
    expect(p95).toBeLessThan(50)
  })

  it('of the first paint and of a tap', async () => {
    browser = await openBrowser({ width: 360, height: 740 })
    const { page } = browser
    await page.goto(server.address)
    await page.getByRole('button', { name: 'Light or dark' }).click()
    const timings = await page.evaluate(async () => {
      const entriesOf = (type: string) =>
        new Promise<PerformanceEntry[]>((resolve) => {
          const observer = new PerformanceObserver((list) => resolve(list.getEntries()))
          // Events of less than 16 ms are never told.
          setTimeout(resolve, 2_000, [])
          observer.observe({ type, buffered: true, durationThreshold: 0 } as PerformanceObserverInit)
        })
      const paints = await entriesOf('paint')
      const taps = (await entriesOf('event')).filter(({ name }) => name === 'click')
      const paint = paints.find(({ name }) => name === 'first-contentful-paint')?.startTime
      return { paint: paint ?? null, tap: taps[0]?.duration ?? 0 }
    })
    console.log(`first contentful paint ${timings.paint?.toFixed(0)} ms, a tap ${timings.tap} ms`)
    expect(timings.paint).toBeLessThan(1_500)
    expect(timings.tap).toBeLessThan(200)
  })

  it('and its size: the whole demo is under 120 KB compressed', async () => {
    const files = ['/', '/web/demo.js', '/web/demo.css', '/web/icon.svg']
    const sizes = await Promise.all(
      files.map(async (file) => gzipSync(Buffer.from(await (await server.get(file)).arrayBuffer())).length),
    )
    const total = sizes.reduce((sum, size) => sum + size, 0)
    expect(total).toBeGreaterThan(5_000)
    expect(total).toBeLessThan(120_000)
  })
})
