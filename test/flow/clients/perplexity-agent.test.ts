import Perplexity from '@perplexity-ai/perplexity_ai'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'

const { question, sentence } = BUILT
const REASONING = [
  'response.reasoning.started',
  'response.reasoning.search_queries',
  'response.reasoning.search_results',
  'response.reasoning.stopped',
]

describe("Perplexity's client, Agent", () => {
  let server: ClientsServer
  let client: Perplexity
  beforeAll(async () => {
    server = await startClientsServer()
    client = new Perplexity({ baseURL: server.address, apiKey: 'none' })
  })
  afterAll(() => server.close())

  it('has the search results by their numbers, the text and what it cost', async () => {
    const response = await client.responses.create({ preset: 'fast-search', input: question })
    expect(response).toMatchObject({
      ...{ object: 'response', status: 'completed', model: 'fast-search' },
      usage: { cost: { currency: 'USD', total_cost: 0 } },
    })
    const [found, message] = response.output
    expect(found).toMatchObject({
      type: 'search_results',
      results: expect.arrayContaining([expect.objectContaining({ id: 1, title: 'The lighthouse of Skarv' })]),
    })
    expect(message).toMatchObject({ type: 'message', content: [{ type: 'output_text' }] })
    expect(response.output_text.slice(0, sentence.length)).toBe(sentence)
  })

  it('streams how it searched, which only its own clients are told', async () => {
    const events: { type: string; delta?: unknown }[] = []
    const stream = await client.responses.create({ preset: 'fast-search', input: question, stream: true })
    for await (const event of stream) events.push(event)
    const types = events.map(({ type }) => type)
    expect(types.filter((type) => type.startsWith('response.reasoning'))).toEqual(REASONING)
    expect(types.at(-1)).toBe('response.completed')
    expect(events.map(({ delta }) => delta ?? '').join('')).toContain(sentence)
  })

  it('is served at its newer address too, whoever calls there', async () => {
    const openAi = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'none' })
    const stream = await openAi.post('/agent', { body: { input: question, stream: true }, stream: true })
    const types: string[] = []
    for await (const event of stream as AsyncIterable<{ type: string }>) types.push(event.type)
    expect(types.filter((type) => type.startsWith('response.reasoning'))).toEqual(REASONING)
  })

  it('throws what is wrong where it looks for it', async () => {
    await expect(client.responses.create({ input: '' })).rejects.toMatchObject({
      constructor: Perplexity.BadRequestError,
      error: { error: { code: 400, type: 'invalid_request' } },
    })
  })
})
