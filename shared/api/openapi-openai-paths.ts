import { openAiErrors } from './openapi-compat-errors.ts'
import { BODY, json, jsonBody, READ } from './openapi-parts.ts'
import { responsePaths } from './openapi-response-paths.ts'
import { schemaRef } from './openapi-schemas.ts'

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
        ...openAiErrors(...BODY, ...READ, 404, 422, 502, 503, 504),
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
        ...openAiErrors(...BODY, ...READ, 404, 502, 503, 504),
      },
    },
  },
  ...responsePaths({ path: '/v1/responses', noun: 'Response', tags, errors: openAiErrors }),
}
