import { createPerplexity } from '@ai-sdk/perplexity'
import Perplexity from '@perplexity-ai/perplexity_ai'
import { generateText } from 'ai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CallersApp, startCallersApp } from '../../support/callers-app.ts'
import { type ClientsServer, startClientsServer } from '../../support/clients-server.ts'

const said = [
  { role: 'user' as const, content: 'How deep is Lake Geneva?' },
  { role: 'assistant' as const, content: 'Lake Geneva is 310 metres deep [1].' },
]
const messages = [...said, { role: 'user' as const, content: 'And Lake Constance?' }]
const MEANT = 'How deep is Lake Constance?'
const LAKES = ['Geneva', 'Constance'].map((name, at) => ({
  title: `Lake ${name}`,
  text: `Lake ${name} is a lake. Lake ${name} is ${[310, 251][at]} metres deep at its deepest point.`,
}))

/** What a client is told beside its own fields. */
const ingotOf = (reply: unknown) => (reply as { ingot: { standalone_question: string } }).ingot

describe('a conversation that the client keeps', () => {
  let server: ClientsServer
  let openai: OpenAI
  beforeAll(async () => {
    server = await startClientsServer()
    for (const { title, text } of LAKES) await server.addText(title, text)
    openai = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'none' })
  })
  afterAll(() => server.close())

  it('is understood in a chat, and what became of the question is told', async () => {
    const completion = await openai.chat.completions.create({ model: 'sonar', messages })
    expect(completion.choices[0]?.message.content).toContain('251 metres deep')
    expect(ingotOf(completion).standalone_question).toBe(MEANT)
  })

  it('is understood after follow-ups of its own, as far back as four questions', async () => {
    const more = [...messages, { role: 'user' as const, content: 'And Lake Geneva?' }]
    const completion = await openai.chat.completions.create({ model: 'sonar', messages: more })
    expect(ingotOf(completion).standalone_question).toBe('How deep is Lake Geneva?')
  })

  it('does not change a question of its own', async () => {
    const content = 'When was the lighthouse of Skarv built?'
    const asked = [...said, { role: 'user' as const, content }]
    const completion = await openai.chat.completions.create({ model: 'sonar', messages: asked })
    expect(ingotOf(completion).standalone_question).toBe(content)
  })

  it('is understood in the items of a response, and after a previous response', async () => {
    const response = await openai.responses.create({ model: 'sonar', input: messages })
    expect(response.output_text).toContain('251 metres deep')
    const first = await openai.responses.create({ model: 'sonar', input: 'How deep is Lake Geneva?' })
    const second = await openai.responses.create({
      ...{ model: 'sonar', input: 'And Lake Constance?', previous_response_id: first.id },
    })
    expect(second.previous_response_id).toBe(first.id)
    expect(second.output_text).toContain('251 metres deep')
    expect(ingotOf(second).standalone_question).toBe(MEANT)
    const stream = openai.responses.stream({
      ...{ model: 'sonar', input: 'And Lake Constance?', previous_response_id: first.id },
    })
    expect(await stream.finalResponse()).toMatchObject({ id: second.id, previous_response_id: first.id })
  })

  it('is refused after a response that nobody has', async () => {
    const asking = openai.responses.create({ input: 'And Lake Constance?', previous_response_id: 'resp_1' })
    await expect(asking).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid_request', param: 'previous_response_id' },
      message: expect.stringContaining('send what was said before as input'),
    })
  })

  it("is understood by Perplexity's client and the AI SDK's", async () => {
    const perplexity = new Perplexity({ baseURL: server.address, apiKey: 'none' })
    const completion = await perplexity.chat.completions.create({ model: 'sonar', messages })
    expect(completion.choices[0]?.message.content).toContain('251 metres deep')
    const model = createPerplexity({ baseURL: server.address, apiKey: 'none' })('sonar')
    expect((await generateText({ model, messages })).text).toContain('251 metres deep')
  })

  it('is another request, under the same key of idempotency, where other things were said', async () => {
    const options = { headers: { 'idempotency-key': 'lakes-1' } }
    await openai.chat.completions.create({ model: 'sonar', messages }, options)
    const [, ...others] = messages
    const asking = openai.chat.completions.create({ model: 'sonar', messages: others }, options)
    await expect(asking).rejects.toMatchObject({ status: 422, code: 'idempotency_mismatch' })
  })
})

describe('a follow-up that nobody can put as a question of its own', () => {
  let app: CallersApp
  beforeAll(async () => {
    app = await startCallersApp()
    for (const document of LAKES) await app.addText('acme/ann', document)
  })
  afterAll(() => app.close())

  it('is answered for its owner alone, and nobody else goes on after it', async () => {
    const before = { role: 'user', content: 'How deep are Lake Geneva and Lake Constance?' }
    const body = { model: 'sonar', messages: [before, { role: 'user', content: 'Why is that?' }] }
    const reply = await app.post('acme/ann', '/chat/completions', body)
    const { id } = (await reply.json()) as { id: string }
    expect((await app.get('acme/ann', `/v1/answers/${id}`)).status).toBe(200)
    expect((await app.get('acme/bob', `/v1/answers/${id}`)).status).toBe(404)
    const next = { input: 'And Lake Constance?', previous_response_id: id }
    expect((await app.post('acme/ann', '/v1/responses', next)).status).toBe(200)
    expect((await app.post('acme/bob', '/v1/responses', next)).status).toBe(400)
  })
})
