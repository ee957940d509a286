import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { plainReply, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'
import { readAnswer, readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

const QUESTIONS = ['When was the lighthouse built?', 'Who built the lighthouse?', 'Where is the lighthouse?']

describe('a budget of one cent a caller, and answers of 0.9 cents', () => {
  let vendor: Awaited<ReturnType<typeof startScriptedOpenAiServer>>
  let server: TestServer
  let folder: string
  beforeAll(async () => {
    vendor = await startScriptedOpenAiServer(plainReply(['Built in 1887 [1].']))
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-budget-'))
    const modelsFile = path.join(folder, 'models.json')
    // 100 tokens in and 20 out cost 0.9 cents with the one, and next to nothing with the other.
    const model = (alias: string, mode: string, usd: number) => ({
      alias,
      adapter: 'openai-compatible',
      model: alias,
      base_url: vendor.baseUrl,
      modes: [mode],
      price: { input_usd_per_mtok: usd, output_usd_per_mtok: 0 },
    })
    const models = [model('big', 'deep', 90), model('small', 'fast', 20)]
    const file = { models, budgets: { caller: { usd_per_day: 0.01 } } }
    await writeFile(modelsFile, JSON.stringify(file))
    server = await startTestServer({ modelsFile })
    await server.addText('Skarv', 'The lighthouse was built in 1887 by Ada Holm. It stands on Skarv.')
  })
  afterAll(async () => {
    await server.close()
    await vendor.close()
    await rm(folder, { recursive: true, force: true })
  })
  const ask = async (question: string, more: object = {}) =>
    readAnswer(await server.post('/v1/answers', { question, mode: 'deep', ...more }))

  it('leaves the first answer to the model that was asked for', async () => {
    const answer = await ask(QUESTIONS[0]!)
    expect(answer.mode).toEqual({ requested: 'deep', served: 'deep', model: 'big', reason: null })
    expect(answer.usage.usd).toBe(0.009)
  })

  it('still hands out what is there already, for it costs nothing', async () => {
    await server.settled()
    const answer = await ask(QUESTIONS[0]!)
    expect(answer.cache).toMatchObject({ state: 'hit', saved: { model_calls: 1, usd: 0.009 } })
    expect(answer.mode).toMatchObject({ served: 'deep', model: 'big', reason: null })
  })

  it('leaves the next ones to the fast model, and says why', async () => {
    const answer = await ask(QUESTIONS[1]!)
    expect(answer.mode).toEqual({ requested: 'deep', served: 'fast', model: 'small', reason: 'budget_spent' })
  })

  it('leaves all to the extractive writer when it is spent, and says so in the stream', async () => {
    const response = await server.post(
      '/v1/answers',
      { question: QUESTIONS[2], mode: 'deep' },
      { accept: 'text/event-stream' },
    )
    const events = (await readEvents(response)).map(({ event }) => event)
    expect(events[1]).toEqual({
      type: 'mode-change',
      served: 'extractive',
      model: null,
      reason: 'budget_spent',
    })
    expect(events.at(-1)).toMatchObject({
      type: 'answer-end',
      mode: { requested: 'deep', served: 'extractive', reason: 'budget_spent' },
      usage: { usd: 0 },
    })
    expect(vendor.calls).toBe(2)
  })

  it('holds after a restart', async () => {
    await server.stop()
    const again = await startTestServer({
      modelsFile: path.join(folder, 'models.json'),
      stateDir: server.stateDir,
    })
    const answer = await readAnswer(
      await again.post('/v1/answers', { question: 'Is the lighthouse old?', mode: 'deep' }),
    )
    expect(answer.mode).toMatchObject({ served: 'extractive', reason: 'budget_spent' })
    await again.stop()
  })
})
