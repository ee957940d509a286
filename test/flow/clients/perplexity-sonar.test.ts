import Perplexity from '@perplexity-ai/perplexity_ai'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { SonarAsyncAnswer, SonarCompletion } from '../../../shared/api/compat/perplexity.ts'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'
import { answerText, type ScriptedModel, startScriptedModel } from '../../support/model-server.ts'

const { question, sentence } = BUILT
const messages = [{ role: 'user' as const, content: question }]

/** Who asks for chunks has them in one of four kinds, all read by one type here. */
async function chunksOf(stream: AsyncIterable<unknown>): Promise<SonarCompletion[]> {
  const chunks: SonarCompletion[] = []
  for await (const chunk of stream) chunks.push(SonarCompletion.parse(chunk))
  return chunks
}
const contentsOf = (chunks: readonly SonarCompletion[], place: 'delta' | 'message') =>
  chunks.map(({ choices }) => choices[0]?.[place].content ?? '')

describe("Perplexity's client, Sonar", () => {
  let server: ClientsServer
  let client: Perplexity
  beforeAll(async () => {
    server = await startClientsServer()
    client = new Perplexity({ baseURL: server.address, apiKey: 'none' })
  })
  afterAll(() => server.close())

  it('has an answer, its sources in the order of the markers, and what to ask next', async () => {
    const completion = await client.chat.completions.create({
      ...{ model: 'sonar', messages, return_related_questions: true, return_images: true },
      web_search_options: { search_context_size: 'low' },
    })
    SonarCompletion.parse(completion)
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'sonar',
      images: [],
      usage: { search_context_size: 'low', num_search_queries: 1, cost: { total_cost: 0 } },
    })
    const { choices, citations, search_results } = completion
    expect(String(choices[0]?.message.content).slice(0, sentence.length)).toBe(sentence)
    expect(search_results?.map(({ url }) => url)).toEqual(citations)
    expect(search_results?.[0]).toMatchObject({ title: 'The lighthouse of Skarv', source: 'attachment' })
    const { related_questions } = completion as unknown as { related_questions: string[] }
    expect(related_questions.length).toBeGreaterThan(0)
  })

  it('has no questions to ask next, unless it asks for them', async () => {
    expect(await client.chat.completions.create({ model: 'sonar', messages })).not.toHaveProperty(
      'related_questions',
    )
  })

  it('streams in full: what is new, and the text so far', async () => {
    const chunks = await chunksOf(
      await client.chat.completions.create({ model: 'sonar', messages, stream: true }),
    )
    const deltas = contentsOf(chunks, 'delta')
    const soFar = contentsOf(chunks, 'message')
    expect(soFar).toEqual(deltas.map((_, n) => deltas.slice(0, n + 1).join('')))
    expect(soFar.at(-1)?.slice(0, sentence.length)).toBe(sentence)
    expect(new Set(chunks.map(({ object }) => object))).toEqual(new Set(['chat.completion.chunk']))
    expect(chunks[0]?.citations?.length).toBeGreaterThan(0)
    expect(chunks.at(-1)?.citations).toEqual(chunks[0]?.citations)
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop')
  })

  it('streams concisely: how it searched, what is new, then all of it', async () => {
    const asked = { model: 'sonar', messages, stream: true, stream_mode: 'concise' } as const
    const chunks = await chunksOf(await client.chat.completions.create(asked))
    expect([...new Set(chunks.map(({ object }) => object))]).toEqual([
      'chat.reasoning',
      'chat.reasoning.done',
      'chat.completion.chunk',
      'chat.completion.done',
    ])
    const texts = chunks.filter(({ object }) => object === 'chat.completion.chunk')
    expect(contentsOf(texts, 'message').join('')).toBe('')
    const whole = chunks.at(-1)?.choices[0]?.message.content
    expect(contentsOf(texts, 'delta').join('')).toBe(whole)
    expect(texts[0]?.citations).toEqual(chunks.at(-1)?.citations)
    expect(chunks.at(-1)?.usage).toMatchObject({ cost: { total_cost: 0 } })
  })

  it('finds only what its filters let through', async () => {
    const { search_results } = await client.chat.completions.create({
      ...{ model: 'sonar', messages, search_domain_filter: ['example.org'] },
      ...{ search_after_date_filter: '3/1/2026', search_recency_filter: 'week' },
    })
    expect(search_results).toEqual([])
  })

  it('throws what is wrong where it looks for it', async () => {
    const ask = (more: object) => client.chat.completions.create({ model: 'sonar', messages, ...more })
    await expect(ask({ search_after_date_filter: '2026-03-01' })).rejects.toMatchObject({
      constructor: Perplexity.BadRequestError,
      error: {
        error: { code: 400, type: 'invalid_request' },
        detail: [{ loc: ['body', 'search_after_date_filter'], msg: 'must be a date such as "3/1/2026"' }],
      },
    })
    for (const [path, value] of [
      ['search_after_date_filter', '2/31/2026'],
      ['search_recency_filter', 'decade'],
      ['search_domain_filter', ['not a host!']],
      ['search_domain_filter', ['-']],
      ['search_language_filter', ['english language']],
    ] as const) {
      await expect(ask({ [path]: value })).rejects.toMatchObject({
        error: { error: { message: expect.stringMatching(`^${path}: `) }, detail: [{ loc: ['body', path] }] },
      })
    }
    await expect(ask({ messages: [] })).rejects.toMatchObject({ status: 400 })
  })

  it('searches, for one query or several', async () => {
    const { results, server_time } = await client.search.create({
      ...{ query: ['lighthouse of Skarv', 'rye bread'], max_results: 2, display_server_time: true },
    })
    expect(results.map(({ title }) => title).sort()).toEqual(['Rye bread', 'The lighthouse of Skarv'])
    for (const { url, snippet } of results) expect([typeof url, typeof snippet]).toEqual(['string', 'string'])
    expect(Date.parse(server_time ?? '')).toBeGreaterThan(0)
  })
})

describe("Perplexity's client, Sonar with a model", () => {
  let model: ScriptedModel
  let server: ClientsServer
  let client: Perplexity
  beforeAll(async () => {
    model = await startScriptedModel()
    server = await startClientsServer(model.settings)
    client = new Perplexity({ baseURL: server.address, apiKey: 'none' })
  })
  afterAll(async () => {
    await server.close()
    await model.close()
  })

  it('is told what the answer cost, and that the same again costs nothing', async () => {
    const costOf = async () => (await client.chat.completions.create({ model: 'sonar', messages })).usage
    expect(await costOf()).toMatchObject({
      ...{ prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      cost: { request_cost: 0.00027, total_cost: 0.00027 },
    })
    await server.settled()
    expect(await costOf()).toMatchObject({ total_tokens: 0, cost: { total_cost: 0 } })
  })

  it('has an answer made while it does not wait, once for each key', async () => {
    const calls = model.vendor.calls
    const request = { model: 'sonar', messages: [{ role: 'user' as const, content: 'Do dogs travel free?' }] }
    const begin = () => client.async.chat.completions.create({ request, idempotency_key: 'k-1' })
    const [first, second] = [await begin(), await begin()]
    SonarAsyncAnswer.parse(first)
    expect(second.id).toBe(first.id)
    const done = await vi.waitFor(async () => {
      const answer = await client.async.chat.completions.get(first.id)
      expect(answer.status).toBe('COMPLETED')
      return SonarAsyncAnswer.parse(answer)
    }, 15_000)
    expect(done.response?.choices[0]?.message.content).toBe(answerText(calls + 1))
    expect(model.vendor.calls).toBe(calls + 1)
    await expect(client.async.chat.completions.get('ans_unknown')).rejects.toBeInstanceOf(
      Perplexity.NotFoundError,
    )
  })
})
