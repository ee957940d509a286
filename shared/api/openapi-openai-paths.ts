import { BODY, dialectErrors, json, jsonBody, READ } from './openapi-parts.ts'
import { schemaRef } from './openapi-schemas.ts'

const errors = dialectErrors('OpenAiError', {
  error: {
    message: 'What went wrong, for people.',
    type: 'invalid_request_error',
    param: 'messages',
    code: 'invalid_request',
  },
})
const tags = ['Compatible: OpenAI']

export const OPENAI_PATHS = {
  '/v1/chat/completions': {
    post: {
      operationId: 'createChatCompletion',
      summary: 'A synopsis as a chat completion',
      tags,
      requestBody: jsonBody('ChatRequest', {
        short: { model: 'sonar', messages: [{ role: 'user', content: 'What causes the tides?' }] },
        streamed: {
          model: 'deep',
          messages: [{ role: 'user', content: 'What causes the tides?' }],
          stream: true,
          stream_options: { include_usage: true },
        },
      }),
      responses: {
        200: {
          description: 'The completion, or its chunks as they come with `stream`.',
          content: {
            'application/json': { schema: schemaRef('ChatCompletion') },
            'text/event-stream': { schema: schemaRef('ChatCompletionChunk') },
          },
        },
        ...errors(...BODY, ...READ, 404, 422, 502, 503, 504),
      },
    },
  },
  '/v1/embeddings': {
    post: {
      operationId: 'createEmbeddings',
      summary: 'Texts as vectors',
      tags,
      requestBody: jsonBody('EmbeddingsRequest', {
        short: { model: 'words', input: ['the tide', 'the Moon'] },
      }),
      responses: {
        200: json('EmbeddingList', 'A vector of length 1 for each text.'),
        ...errors(...BODY, ...READ, 404, 502, 503, 504),
      },
    },
  },
}
