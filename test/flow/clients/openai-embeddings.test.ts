import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ClientsServer, startClientsServer } from '../../support/clients-server.ts'
import { startTestServer } from '../../support/test-server.ts'

const VECTORS = {
  steps: ['{"data": [{"index": 0, "embedding": [0.6, 0.8]}, {"index": 1, "embedding": [0, 2]}]}'],
}

describe("OpenAI's client, embeddings", () => {
  let server: ClientsServer
  let client: OpenAI
  beforeAll(async () => {
    server = await startClientsServer()
    client = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'none' })
  })
  afterAll(() => server.close())
  beforeEach(() => server.vectors.setScript(VECTORS))

  it('has a vector of length 1 for each text, of the model that is configured', async () => {
    // The client asks for base64 and decodes it.
    const { data, model, usage } = await client.embeddings.create({ model: 'words', input: ['tide', 'moon'] })
    expect(data.map(({ index }) => index)).toEqual([0, 1])
    expect(data[0]?.embedding[0]).toBeCloseTo(0.6, 6)
    expect(data[0]?.embedding[1]).toBeCloseTo(0.8, 6)
    expect(data[1]?.embedding).toEqual([0, 1])
    expect(model).toBe('words')
    expect(usage).toEqual({ prompt_tokens: 2, total_tokens: 2 })
    expect(server.vectors.requests.at(-1)?.body).toMatchObject({ model: 'words-1', input: ['tide', 'moon'] })
  })

  it("has it as numbers, for the name of another vendor's model", async () => {
    server.vectors.setScript({ steps: ['{"data": [{"index": 0, "embedding": [3, 4]}]}'] })
    const asked = { model: 'text-embedding-3-small', input: 'tide', encoding_format: 'float' } as const
    const { data, model } = await client.embeddings.create(asked)
    expect(data[0]?.embedding.map((value) => value.toFixed(3))).toEqual(['0.600', '0.800'])
    expect(model).toBe('words')
  })

  it('is told what it cannot have', async () => {
    const ask = (more: object) => client.embeddings.create({ model: 'words', input: 'tide', ...more })
    const refused = { status: 400, code: 'invalid_request' }
    await expect(ask({ input: '' })).rejects.toMatchObject({ ...refused, param: 'input' })
    await expect(ask({ input: [[1, 2]] })).rejects.toMatchObject({ ...refused, param: 'input' })
    await expect(ask({ input: ['a', 'b'], dimensions: 3 })).rejects.toMatchObject({
      ...refused,
      param: 'dimensions',
    })
    await expect(ask({ encoding_format: 'words' })).rejects.toMatchObject({
      ...refused,
      param: 'encoding_format',
    })
  })

  it('sends one request when the model is full, though it would repeat it', async () => {
    server.vectors.setScript({ status: 503, steps: ['{}'] })
    let sent = 0
    const counting: typeof fetch = (input, init) => {
      sent++
      return fetch(input, init)
    }
    const counted = client.withOptions({ fetch: counting })
    const failed = counted.embeddings.create({ model: 'words', input: 'tide' })
    await expect(failed).rejects.toMatchObject({ status: 503, type: 'server_error' })
    expect(sent).toBe(1)
  })

  it('is told where there is none', async () => {
    const bare = await startTestServer()
    try {
      const other = new OpenAI({ baseURL: `${bare.address}/v1`, apiKey: 'none' })
      const failed = other.embeddings.create({ model: 'words', input: 'tide' })
      await expect(failed).rejects.toMatchObject({ status: 404, code: 'not_found' })
    } finally {
      await bare.close()
    }
  })
})
