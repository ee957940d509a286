import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { deltaEvent, plainReply, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'
import { readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

/** Each test has the model write anew. */
const QUESTION = {
  question: 'When was the lighthouse of Skarv built?',
  mode: 'fast',
  cache: { use: 'bypass' },
}

describe('an answer that a model writes', () => {
  let vendor: Awaited<ReturnType<typeof startScriptedOpenAiServer>>
  let server: TestServer
  let folder: string
  beforeAll(async () => {
    vendor = await startScriptedOpenAiServer()
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-models-'))
    const modelsFile = path.join(folder, 'models.json')
    const model = {
      alias: 'tiny',
      adapter: 'openai-compatible',
      model: 'tiny-1',
      base_url: vendor.baseUrl,
      modes: ['fast', 'deep'],
      price: { input_usd_per_mtok: 1.5, output_usd_per_mtok: 6 },
      gpu: { prefill_tokens_per_s: 8_000, decode_tokens_per_s: 50 },
    }
    await writeFile(modelsFile, JSON.stringify({ models: [model] }))
    server = await startTestServer({ modelsFile })
    for (const { title, text } of Object.values(DOCUMENTS)) await server.addText(title, text)
  })
  afterAll(async () => {
    await server.close()
    await vendor.close()
    await rm(folder, { recursive: true, force: true })
  })

  const ask = async (body: object) => Answer.parse(await (await server.post('/v1/answers', body)).json())

  it('streams its text, ties the markers to sources and drops those that name none', async () => {
    vendor.setScript(
      plainReply(['The lighthouse of Skarv was ', 'built in 1887 [', '1]. It was grand [9', '9].']),
    )
    const answer = await ask(QUESTION)
    expect(answer.synopsis).toBe('The lighthouse of Skarv was built in 1887 [1]. It was grand.')
    expect(answer.mode).toEqual({ requested: 'fast', served: 'fast', model: 'tiny', reason: null })
    expect(answer.citations).toHaveLength(1)
    expect(answer.citations[0]).toMatchObject({
      source: 1,
      start: 42,
      end: 45,
      claim_start: 0,
      claim_end: 41,
      verdict: 'supported',
    })
    expect(DOCUMENTS.lighthouse.text).toContain(answer.citations[0]?.quote)
    expect(answer.usage).toMatchObject({
      input_tokens: 100,
      output_tokens: 20,
      gpu_seconds: 0.4125,
      usd: 0.00027,
    })
  })

  it('sees the passages, the question and the date in its prompt', () => {
    const prompt =
      vendor.requests
        .at(-1)
        ?.body.messages.map(({ content }) => content)
        .join('\n') ?? ''
    expect(prompt).toContain('built in 1887 by the engineer Ada Holm')
    expect(prompt).toContain(QUESTION.question)
    expect(prompt).toContain(new Date().toISOString().slice(0, 10))
  })

  it.each([
    'The lighthouse of Skarv was built in 1999 by the engineer Ada Holm',
    'The lighthouse of Skarv was built in 1887 by the engineer Jonas Berg',
    'The lighthouse of Skarv was not built in 1887 by the engineer Ada Holm',
  ])('marks a claim that its source does not support: %s', async (claim) => {
    vendor.setScript(plainReply([`${claim} [1].`]))
    const response = await server.post('/v1/answers', QUESTION, { accept: 'text/event-stream' })
    const events = (await readEvents(response)).map(({ event }) => event)
    const [citation] = events.filter(({ type }) => type === 'citation')
    expect(citation).toMatchObject({ claim_start: 0, claim_end: claim.length, verdict: 'unsupported' })
    expect(events.findIndex(({ type }) => type === 'synopsis-delta')).toBeLessThan(
      events.findIndex(({ type }) => type === 'citation'),
    )
    const warnings = events.filter(({ type }) => type === 'warning')
    expect(warnings).toEqual([
      { type: 'warning', code: 'claims_unsupported', claims: [{ start: 0, end: claim.length }] },
    ])
  })

  it('hides its reasoning unless it is asked for', async () => {
    vendor.setScript(plainReply(['Built in 1887 [1].'], { reasoning: ['Let me think.'] }))
    expect((await ask(QUESTION)).reasoning).toBeNull()
    expect((await ask({ ...QUESTION, reasoning: true })).reasoning).toBe('Let me think.')
  })

  it('is finished by the extractive writer when it cannot start, after one more try', async () => {
    vendor.setScript({ status: 503 })
    const before = vendor.calls
    const answer = await ask(QUESTION)
    expect(vendor.calls - before).toBe(2)
    expect(answer.mode).toMatchObject({ served: 'extractive', model: null, reason: 'model_unavailable' })
    expect(answer.synopsis).toContain('built in 1887 by the engineer Ada Holm [1].')
    vendor.setScript(plainReply(['Built in 1887 [1].']))
    expect((await ask(QUESTION)).mode).toMatchObject({ served: 'fast', reason: null })
  })

  it('starts again, and says so, when it breaks off after some text', async () => {
    vendor.setScript({ steps: [deltaEvent({ content: 'The lighthouse of Skarv was never ' }), 'cut'] })
    const response = await server.post('/v1/answers', QUESTION, { accept: 'text/event-stream' })
    const events = (await readEvents(response)).map(({ event }) => event)
    const restart = events.findIndex(({ type }) => type === 'answer-restart')
    expect(events[restart + 1]).toMatchObject({ type: 'mode-change', served: 'extractive' })
    const textAfter = events
      .slice(restart)
      .map((event) => (event.type === 'synopsis-delta' ? event.text : ''))
      .join('')
    const start = events[0]
    const id = start?.type === 'answer-start' ? start.id : ''
    const stored = Answer.parse(await (await server.get(`/v1/answers/${id}`)).json())
    expect(stored.synopsis).toBe(textAfter)
    expect(stored.synopsis).toContain('1887')
  })

  it('is finished by the extractive writer when it hangs, within the deadline', async () => {
    const hasty = await startTestServer({ modelsFile: path.join(folder, 'models.json'), answerTimeoutS: 1.5 })
    await hasty.addText(DOCUMENTS.lighthouse.title, DOCUMENTS.lighthouse.text)
    vendor.setScript({ steps: [deltaEvent({ content: 'Built in ' }), 'hang'] })
    const answer = Answer.parse(await (await hasty.post('/v1/answers', QUESTION)).json())
    expect(answer.mode).toMatchObject({ served: 'extractive', reason: 'model_timeout' })
    expect(answer.synopsis).toContain('built in 1887 by the engineer Ada Holm [1].')
    await hasty.close()
  })

  it('goes on to its end when the reader leaves', async () => {
    let release: () => void = () => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    vendor.setScript({
      steps: [
        deltaEvent({ content: 'Built in ' }),
        { until: held },
        ...(plainReply(['1887 [1].']).steps ?? []),
      ],
    })
    const leaving = new AbortController()
    const response = await fetch(`${server.address}/v1/answers`, {
      method: 'POST',
      body: JSON.stringify(QUESTION),
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      signal: leaving.signal,
    })
    let seen = ''
    const decoder = new TextDecoder()
    for await (const bytes of response.body ?? []) {
      seen += decoder.decode(bytes, { stream: true })
      if (seen.includes('Built in')) break
    }
    leaving.abort()
    const id = /"id":"(ans_[^"]+)"/.exec(seen)?.[1]
    release()
    await expect
      .poll(async () => ((await (await server.get(`/v1/answers/${id}`)).json()) as { status: string }).status)
      .toBe('completed')
    const stored = Answer.parse(await (await server.get(`/v1/answers/${id}`)).json())
    expect(stored.synopsis).toBe('Built in 1887 [1].')
  })

  it('is refused by name when no such model is configured', async () => {
    const response = await server.post('/v1/answers', { ...QUESTION, model: 'huge' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'invalid_request',
      fields: [{ path: 'model', message: '"huge" is not configured; known: tiny, extractive' }],
    })
  })
})
