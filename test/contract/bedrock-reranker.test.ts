import { afterEach, describe, expect, it } from 'vitest'
import { createBedrockClient } from '../../shared/adapters/bedrock/client.ts'
import { createBedrockReranker } from '../../shared/adapters/bedrock/reranker.ts'
import {
  type BedrockReply,
  type BedrockRequest,
  type BedrockScript,
  type BedrockServer,
  errorReply,
  jsonReply,
  startBedrockServer,
} from '../support/bedrock-server.ts'
import { describeReranker, type RerankerFault } from './reranker-suite.ts'

const COHERE = 'cohere.rerank-v3-5:0'
const AMAZON = 'amazon.rerank-v1:0'
const never = new AbortController().signal

let server: BedrockServer | undefined
afterEach(() => server?.close())

async function startReranker(script: BedrockScript, model: string, timeoutMs?: number) {
  await server?.close()
  const started = await startBedrockServer(script)
  server = started
  const client = createBedrockClient({
    region: 'us-east-1',
    endpoint: started.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  })
  return {
    server: started,
    calls: () => started.calls,
    reranker: createBedrockReranker({ model, client, ...(timeoutMs === undefined ? {} : { timeoutMs }) }),
  }
}

const wordsOf = (text: string) => text.toLowerCase().match(/\w+/g) ?? []

/** Scores by the share of the query's words; Cohere cuts to `top_n`, and needs the version of its API. */
function rank({ model, body }: BedrockRequest): BedrockReply {
  if (model === COHERE && body.api_version !== 2) return errorReply(400, 'ValidationException')
  const query = wordsOf(body.query)
  const results = body.documents.map((document: string, index: number) => {
    const words = new Set(wordsOf(document))
    return { index, relevance_score: query.filter((word) => words.has(word)).length / query.length }
  })
  // In the documents' order, which no vendor promises to be another.
  return jsonReply({ results: model === AMAZON ? results : best(results).slice(0, body.top_n) })
}

const best = (results: { relevance_score: number }[]) =>
  [...results].sort((one, other) => other.relevance_score - one.relevance_score)

const FAULTS: Record<RerankerFault, BedrockReply> = {
  throttled: errorReply(429, 'ThrottlingException'),
  down: errorReply(503, 'ServiceUnavailableException'),
  forbidden: errorReply(403, 'AccessDeniedException'),
  silent: { isSilent: true },
  'not-json': jsonReply('<h1>vendor-secret</h1>'),
  'other-shape': jsonReply({ message: 'vendor-secret' }),
  'no-such-document': jsonReply({ results: [{ index: 3, relevance_score: 0.5 }] }),
  twice: jsonReply({
    results: [
      { index: 1, relevance_score: 0.5 },
      { index: 1, relevance_score: 0.4 },
    ],
  }),
}

for (const model of [COHERE, AMAZON]) {
  describeReranker(
    model,
    () => startReranker(rank, model),
    (fault) => startReranker(FAULTS[fault], model, 200),
  )
}

describe('the wire of rerankers on Bedrock', () => {
  it('asks Cohere with the version of its API and how many it wants', async () => {
    const { reranker, server } = await startReranker(rank, COHERE)
    await reranker.rerank('rust', ['a', 'b'], { signal: never, limit: 9 })
    expect(server.requests[0]).toMatchObject({ path: '/model/cohere.rerank-v3-5%3A0/invoke' })
    expect(server.requests[0]?.body).toEqual({
      query: 'rust',
      documents: ['a', 'b'],
      top_n: 2,
      api_version: 2,
    })
  })

  it('asks Amazon for all, and takes an answer as it was recorded', async () => {
    const recorded = {
      results: [
        { index: 2, relevance_score: 0.7711548724998493 },
        { index: 0, relevance_score: 0.0025114635138098534 },
        { index: 1, relevance_score: 2.4876490010363496e-5 },
      ],
    }
    const { reranker, server } = await startReranker(jsonReply(recorded), AMAZON)
    expect(await reranker.rerank('capital', ['a', 'b', 'c'], { signal: never, limit: 2 })).toEqual([
      { index: 2, score: 0.7711548724998493 },
      { index: 0, score: 0.0025114635138098534 },
    ])
    expect(server.requests[0]?.body).toEqual({ query: 'capital', documents: ['a', 'b', 'c'] })
  })

  it('says at once which models there are', () => {
    const client = createBedrockClient({ region: 'us-east-1' })
    expect(() => createBedrockReranker({ model: 'cohere.embed-v4:0', client })).toThrow(
      '"cohere.embed-v4:0": not a reranker that is known; known: cohere.rerank-v3-5, amazon.rerank-v1',
    )
  })
})
