import { perplexityErrors } from './openapi-compat-errors.ts'
import { BODY, id, json, jsonBody, READ } from './openapi-parts.ts'
import { responsePaths } from './openapi-response-paths.ts'
import { schemaRef } from './openapi-schemas.ts'

const tags = ['Compatible: Perplexity']
const messages = [{ role: 'user', content: 'What causes the tides?' }]

const sonar = (noun: string) => ({
  post: {
    operationId: `create${noun}Completion`,
    summary: "A synopsis in the shape of Perplexity's Sonar",
    tags,
    requestBody: jsonBody('SonarRequest', {
      short: { model: 'sonar', messages },
      streamed: {
        model: 'sonar-pro',
        messages,
        stream: true,
        stream_mode: 'concise',
        search_domain_filter: ['-example.com'],
        return_related_questions: true,
      },
    }),
    responses: {
      200: {
        description: 'The completion, or its chunks as they come with `stream`; the last line is `[DONE]`.',
        content: {
          'application/json': { schema: schemaRef('SonarCompletion') },
          'text/event-stream': { schema: schemaRef('SonarCompletion') },
        },
      },
      ...perplexityErrors(...BODY, ...READ, 404, 422, 502, 503, 504),
    },
  },
})

const beginning = (noun: string) => ({
  post: {
    operationId: `begin${noun}Completion`,
    summary: 'The same, made while nobody waits',
    tags,
    requestBody: jsonBody('SonarAsyncRequest', { short: { request: { model: 'sonar', messages } } }),
    responses: {
      200: json('SonarAsyncAnswer', 'It is being made: fetch it by its id.'),
      ...perplexityErrors(...BODY, ...READ, 404, 422, 502, 503, 504),
    },
  },
})

const fetching = (noun: string) => ({
  get: {
    operationId: `fetch${noun}Completion`,
    summary: 'What has become of it',
    tags,
    parameters: id('completion'),
    responses: {
      200: json('SonarAsyncAnswer', 'The completion as it stands.'),
      ...perplexityErrors(...READ, 404, 410, 503),
    },
  },
})

export const PERPLEXITY_PATHS = {
  '/chat/completions': sonar('Sonar'),
  '/v1/sonar': sonar('SonarV1'),
  '/async/chat/completions': beginning('Sonar'),
  '/async/chat/completions/{id}': fetching('Sonar'),
  '/v1/async/sonar': beginning('SonarV1'),
  '/v1/async/sonar/{id}': fetching('SonarV1'),
  ...responsePaths({ path: '/v1/agent', noun: 'AgentResponse', tags, errors: perplexityErrors }),
  '/search': {
    post: {
      operationId: 'searchAsPerplexity',
      summary:
        "Ranked hits in the shape of Perplexity's; for who sends Tavily's `X-Client-Source`, `/tavily/search`",
      tags,
      requestBody: jsonBody('PerplexitySearchRequest', {
        short: { query: 'causes of the tides', max_results: 5 },
        several: { query: ['causes of the tides', 'spring tide'], search_recency_filter: 'month' },
      }),
      responses: {
        200: json('PerplexitySearchResults', 'The best of each query first.'),
        ...perplexityErrors(...BODY, ...READ, 503, 504),
      },
    },
  },
}
