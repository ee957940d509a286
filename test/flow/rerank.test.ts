import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { parseModels } from '../../shared/config/models.ts'
import { type BedrockServer, errorReply, jsonReply, startBedrockServer } from '../support/bedrock-server.ts'
import {
  plainReply,
  type ScriptedOpenAiServer,
  startScriptedOpenAiServer,
} from '../support/scripted-openai-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const RERANK = {
  adapter: 'bedrock',
  model: 'cohere.rerank-v3-5:0',
  region: 'us-east-1',
  usd_per_query: 0.002,
}

describe('a reranker of the models file', () => {
  let bedrock: BedrockServer
  let server: TestServer
  let folder: string
  let isWell = true
  let model: ScriptedOpenAiServer
  beforeAll(async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    bedrock = await startBedrockServer(({ body }) => {
      if (!isWell) return errorReply(400, 'ValidationException')
      const scored = body.documents.map((text: string, index: number) => ({
        index,
        relevance_score: text.includes('winter') ? 0.9 : 0.1,
      }))
      return jsonReply({ results: scored })
    })
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-models-'))
    const modelsFile = path.join(folder, 'models.json')
    model = await startScriptedOpenAiServer(plainReply(['20 crowns [1].']))
    const tiny = { alias: 'tiny', adapter: 'openai-compatible', model: 'tiny-1', base_url: model.baseUrl }
    const rerank = { ...RERANK, endpoint_url: bedrock.endpoint }
    await writeFile(modelsFile, JSON.stringify({ models: [tiny], rerank }))
    server = await startTestServer({ modelsFile })
    await server.addText(
      'Ferry prices',
      'The ferry to Skarv: the price of the ferry to Skarv is 20 crowns in May.',
    )
    await server.addText(
      'Ferry in the cold',
      'The ferry to Skarv costs 12 crowns in winter, half the price of May.',
    )
  })
  afterAll(async () => {
    await server.close()
    await bedrock.close()
    await model.close()
    await rm(folder, { recursive: true, force: true })
    vi.unstubAllEnvs()
  })

  const ask = async () =>
    readAnswer(
      await server.post('/v1/answers', {
        question: 'What is the price of the ferry to Skarv?',
        ...{ mode: 'fast', cache: { use: 'bypass' } },
      }),
    )

  /** Where the two passages stand in the prompt. */
  const placesInPrompt = () => {
    const prompt = model.requests.at(-1)?.body.messages.at(-1)?.content ?? ''
    return ['20 crowns in May', '12 crowns in winter'].map((text) => prompt.indexOf(text))
  }

  it('is shown the question and the passages, and costs what it costs', async () => {
    const answer = await ask()
    expect(bedrock.requests).toHaveLength(1)
    const [request] = bedrock.requests
    expect(request?.model).toBe('cohere.rerank-v3-5:0')
    expect(request?.body.query).toBe('What is the price of the ferry to Skarv?')
    expect(request?.body.documents).toHaveLength(2)
    expect(answer.usage.usd).toBe(0.002)
    expect(answer.status).toBe('completed')
    const [may = 0, winter = 0] = placesInPrompt()
    expect(winter).toBeGreaterThan(0)
    expect(winter).toBeLessThan(may)
  })

  it('is done without when it fails', async () => {
    isWell = false
    const answer = await ask()
    expect(answer.status).toBe('completed')
    expect(answer.mode).toMatchObject({ served: 'fast', reason: null })
    expect(answer.usage.usd).toBe(0)
    const [may = 0, winter = 0] = placesInPrompt()
    expect(may).toBeLessThan(winter)
  })
})

it.each([
  [{ ...RERANK, model: 'cohere.embed-v4' }, 'rerank.model: Cohere Rerank 3.5'],
  [{ ...RERANK, adapter: 'openai-compatible' }, 'rerank.adapter: "bedrock"'],
  [{ ...RERANK, top: 3 }, 'rerank: unknown key top'],
])('a reranker that is none stops the start: %j', (rerank, message) => {
  expect(() => parseModels({ rerank })).toThrow(message)
})
