import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ChatCompletion, ChatCompletionChunk } from '../../../shared/api/compat/openai-chat.ts'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'
import { makeKey } from '../../support/make-key.ts'
import { startTestServer } from '../../support/test-server.ts'

const { question, sentence } = BUILT
const messages = [{ role: 'user' as const, content: question }]

/** What a chat completion of Ingot's has beside OpenAI's fields. */
type Extended = { citations: string[]; search_results: { title: string }[]; ingot: { id: string } }

describe("OpenAI's client, chat", () => {
  let server: ClientsServer
  let client: OpenAI
  beforeAll(async () => {
    server = await startClientsServer()
    client = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'none' })
  })
  afterAll(() => server.close())

  it('has an answer with its citations', async () => {
    const completion = await client.chat.completions.create({ model: 'gpt-5', messages })
    ChatCompletion.parse(completion)
    const { choices, ...rest } = completion
    expect(rest).toMatchObject({ object: 'chat.completion', model: 'gpt-5', usage: { total_tokens: 0 } })
    expect(choices).toHaveLength(1)
    const { message, finish_reason } = choices[0]!
    expect(finish_reason).toBe('stop')
    expect(message.content?.slice(0, sentence.length)).toBe(sentence)
    const [annotation] = message.annotations ?? []
    expect(annotation).toMatchObject({
      type: 'url_citation',
      url_citation: {
        title: 'The lighthouse of Skarv',
        url: expect.stringMatching(/^urn:ingot:document:doc_/),
      },
    })
    const { start_index, end_index } = annotation!.url_citation
    expect(message.content!.slice(start_index, end_index)).toBe('[1]')
    const { citations, search_results, ingot } = completion as unknown as Extended
    expect(citations[0]).toBe(annotation!.url_citation.url)
    expect(search_results[0]?.title).toBe('The lighthouse of Skarv')
    expect(ingot.id).toBe(completion.id)
  })

  it('streams it, with the sources on the first chunk and the last, and choices on each', async () => {
    const stream = await client.chat.completions.create({
      ...{ model: 'sonar', messages, stream: true },
      stream_options: { include_usage: true },
    })
    const chunks: OpenAI.ChatCompletionChunk[] = []
    for await (const chunk of stream) {
      ChatCompletionChunk.parse(chunk)
      chunks.push(chunk)
    }
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toContain(sentence)
    expect(chunks.every(({ choices }) => choices.length === 1)).toBe(true)
    expect(chunks[0]?.choices[0]?.delta.role).toBe('assistant')
    const listed = chunks.map((chunk) => (chunk as unknown as Extended).citations?.length ?? 0)
    expect(listed[0]).toBeGreaterThan(0)
    expect(listed.at(-1)).toBe(listed[0])
    expect(chunks.map(({ choices }) => choices[0]?.finish_reason).filter(Boolean)).toEqual(['stop'])
    expect(chunks.map(({ usage }) => usage !== null)).toEqual([...chunks.slice(1).map(() => false), true])
  })

  it('has the whole of it from the helper for streams', async () => {
    let told = ''
    const runner = client.chat.completions.stream({ model: 'gpt-5', messages })
    runner.on('content', (delta) => {
      told += delta
    })
    const { choices } = await runner.finalChatCompletion()
    expect(choices[0]?.message.content).toContain(sentence)
    expect(told).toBe(choices[0]?.message.content)
  })

  it('reads the last words of the user, whatever parts and fields come with them', async () => {
    const completion = await client.chat.completions.create({
      model: 'o3',
      n: 1,
      temperature: 0.2,
      tools: [{ type: 'function', function: { name: 'look_up', parameters: {} } }],
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'When does the ferry leave?' },
        { role: 'assistant', content: 'At 07:15.' },
        { role: 'user', content: [{ type: 'text', text: question }] },
      ],
    })
    expect(completion.choices[0]?.message.content).toContain(sentence)
  })

  it('throws what is wrong where it looks for it', async () => {
    const failed = client.chat.completions.create({
      model: 'gpt-5',
      messages: [{ role: 'user', content: ' ' }],
    })
    await expect(failed).rejects.toMatchObject({
      constructor: OpenAI.BadRequestError,
      ...{ status: 400, code: 'invalid_request', type: 'invalid_request_error', param: 'messages' },
      requestID: expect.any(String),
    })
    const format = { response_format: { type: 'json_object' as const } }
    await expect(
      client.chat.completions.create({ model: 'gpt-5', messages, ...format }),
    ).rejects.toMatchObject({ status: 400, param: 'response_format' })
    const schema = { type: 'json_schema' as const, json_schema: { name: 'year', schema: { type: 'year' } } }
    await expect(
      client.chat.completions.create({ model: 'gpt-5', messages, response_format: schema }),
    ).rejects.toMatchObject({
      ...{ status: 422, code: 'invalid_schema', param: 'response_format.type' },
      message: expect.stringMatching(/^422 response_format\.type: one of object, /),
    })
    const parts = [{ role: 'user' as const, content: 5 as unknown as string }]
    await expect(client.chat.completions.create({ model: 'gpt-5', messages: parts })).rejects.toMatchObject({
      message: '400 messages[0].content: must be a text, or a list of parts',
    })
    await expect(client.get('/nowhere')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })

  it('lists the models', async () => {
    const ids: string[] = []
    for await (const { id } of await client.models.list()) ids.push(id)
    expect(ids).toEqual(['extractive'])
  })

  it('has one of them, and is told where there is none', async () => {
    expect(await client.models.retrieve('extractive')).toMatchObject({ id: 'extractive', object: 'model' })
    await expect(client.models.retrieve('gpt-5')).rejects.toMatchObject({
      ...{ status: 404, code: 'not_found', message: '404 There is no model of this alias.' },
    })
    await expect(client.moderations.create({ input: 'a' })).rejects.toMatchObject({
      ...{ status: 404, code: 'not_found', message: '404 There is nothing at this address.' },
    })
  })
})

describe("OpenAI's client, with a key", () => {
  it('is refused without the right one', async () => {
    const server = await startTestServer({ auth: ['keys'] })
    try {
      const { authorization } = await makeKey(server, { tenant: 'acme' })
      const baseURL = `${server.address}/v1`
      const stranger = new OpenAI({ baseURL, apiKey: 'sk-wrong' })
      await expect(stranger.chat.completions.create({ model: 'gpt-5', messages })).rejects.toMatchObject({
        constructor: OpenAI.AuthenticationError,
        ...{ status: 401, code: 'unauthenticated', type: 'authentication_error' },
      })
      const known = new OpenAI({ baseURL, apiKey: authorization.replace('Bearer ', '') })
      const { choices } = await known.chat.completions.create({ model: 'gpt-5', messages })
      expect(choices[0]?.message.content).toMatch(/^The sources do not say/)
    } finally {
      await server.close()
    }
  })
})
