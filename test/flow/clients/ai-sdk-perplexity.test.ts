import { createPerplexity } from '@ai-sdk/perplexity'
import { generateText, streamText } from 'ai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'

const { question: prompt, sentence } = BUILT

describe("the AI SDK's client of Perplexity", () => {
  let server: ClientsServer
  let model: ReturnType<ReturnType<typeof createPerplexity>>
  beforeAll(async () => {
    server = await startClientsServer()
    model = createPerplexity({ baseURL: server.address, apiKey: 'none' })('sonar')
  })
  afterAll(() => server.close())

  it('has the text, its sources and what it cost', async () => {
    const { text, sources, finishReason, providerMetadata } = await generateText({ model, prompt })
    expect(text.slice(0, sentence.length)).toBe(sentence)
    expect(sources.length).toBeGreaterThan(0)
    expect(sources[0]).toMatchObject({
      sourceType: 'url',
      url: expect.stringMatching(/^urn:ingot:document:/),
    })
    expect(finishReason).toBe('stop')
    expect(providerMetadata?.['perplexity']).toMatchObject({ cost: { totalCost: 0, requestCost: 0 } })
  })

  it('streams it, with as many sources', async () => {
    const whole = await generateText({ model, prompt })
    const stream = streamText({ model, prompt })
    let told = ''
    for await (const delta of stream.textStream) told += delta
    expect(told).toBe(whole.text)
    expect((await stream.sources).length).toBe(whole.sources.length)
  })

  it('throws the message of what is wrong', async () => {
    const failed = generateText({
      model,
      prompt,
      providerOptions: { perplexity: { search_after_date_filter: 'x' } },
    })
    await expect(failed).rejects.toMatchObject({
      statusCode: 400,
      message: expect.stringMatching(/search_after_date_filter/),
    })
  })
})
