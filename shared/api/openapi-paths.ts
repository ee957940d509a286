import { CacheStatsQuery } from './cache-stats.ts'
import { DOCUMENT_PATHS } from './openapi-document-paths.ts'
import { ANSWER_EXAMPLE, SEARCH_EXAMPLE, STREAM_EXAMPLE } from './openapi-examples.ts'
import { KEY_PATHS } from './openapi-key-paths.ts'
import { OPENAI_PATHS } from './openapi-openai-paths.ts'
import { BODY, id, json, jsonBody, problems, READ } from './openapi-parts.ts'
import { PERPLEXITY_PATHS } from './openapi-perplexity-paths.ts'
import { queryParameters, schemaRef } from './openapi-schemas.ts'
import { TAVILY_PATHS } from './openapi-tavily-paths.ts'
import { THREAD_PATHS } from './openapi-thread-paths.ts'

const ASK_HEADERS = [
  {
    name: 'Prefer',
    in: 'header',
    description: '`respond-async`: reply 202 at once; the answer is read at `Location`.',
    schema: { type: 'string' },
  },
  {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'A repeated request under the same key joins the first one, for 24 hours.',
    schema: { type: 'string', maxLength: 255 },
  },
]

const ACCEPT_LANGUAGE = {
  name: 'Accept-Language',
  in: 'header',
  description: 'Counts where `language` is null and the question does not tell its own.',
  schema: { type: 'string' },
}

const reading = (
  operation: { operationId: string; summary: string; requestBody: object },
  parameters: readonly object[] = ASK_HEADERS,
) => ({
  ...operation,
  parameters,
  tags: ['Answers'],
  responses: {
    200: {
      description: 'The whole answer, or its events as they come when `Accept` prefers `text/event-stream`.',
      content: {
        'application/json': { schema: schemaRef('Answer'), example: ANSWER_EXAMPLE },
        'text/event-stream': { schema: schemaRef('StreamedEvent'), example: STREAM_EXAMPLE },
      },
    },
    202: json('Answer', 'With `Prefer: respond-async`, or when too many read it: fetch it from `Location`.'),
    ...problems(...BODY, ...READ, 404, 422, 502, 503, 504),
  },
})

const URL_EXAMPLE = { url: 'https://example.org/articles/tides', length: 'short' }
const TEXT_EXAMPLE = { title: 'Tides', text: 'The Moon causes most of the tide on Earth.' }

export const OPENAPI_PATHS: Record<
  string,
  Partial<Record<'get' | 'post' | 'put' | 'patch' | 'delete', object>>
> = {
  '/v1/answers': {
    post: reading(
      {
        operationId: 'askQuestion',
        summary: 'Search, read, and answer with checked citations',
        requestBody: jsonBody('AnswerRequest', {
          short: { question: 'What causes the tides?' },
          full: {
            question: 'What causes the tides?',
            mode: 'auto',
            sources: ['web'],
            filters: { domains_deny: ['example.com'], languages: ['en'] },
            output: { length: 'short' },
          },
        }),
      },
      [...ASK_HEADERS, ACCEPT_LANGUAGE],
    ),
  },
  '/v1/answers/{id}': {
    get: {
      operationId: 'getAnswer',
      summary: 'An answer as it stands now',
      tags: ['Answers'],
      description: 'Once it has ended it carries a weak `ETag`; `If-None-Match` is replied to with 304.',
      parameters: [
        ...id('answer'),
        {
          name: 'fields',
          in: 'query',
          description: 'Only these, e.g. `status,synopsis`.',
          schema: { type: 'string', maxLength: 500 },
        },
      ],
      responses: {
        200: json('Answer', 'The answer.', ANSWER_EXAMPLE),
        304: { description: 'The client has it.' },
        ...problems(400, ...READ, 404, 410, 503),
      },
    },
  },
  '/v1/answers/{id}/events': {
    get: {
      operationId: 'readEvents',
      summary: 'The events of an answer, from any position, on any instance',
      tags: ['Answers'],
      parameters: [
        ...id('answer'),
        {
          name: 'after',
          in: 'query',
          description: 'Id of the last event that was seen; the header `Last-Event-ID` says the same.',
          schema: { type: 'integer' },
        },
      ],
      responses: {
        200: {
          description: 'What follows, to the end.',
          content: {
            'text/event-stream': { schema: schemaRef('StreamedEvent'), example: STREAM_EXAMPLE },
          },
        },
        ...problems(400, ...READ, 404, 410, 503),
      },
    },
  },
  '/v1/answers/{id}/cancel': {
    post: {
      operationId: 'cancelAnswer',
      summary: 'Stop an answer that nobody else reads',
      description: 'While others read it, or for who did not start it, it goes on: hang up instead.',
      tags: ['Answers'],
      parameters: id('answer'),
      responses: {
        200: json('Answer', 'The answer as it stands.', ANSWER_EXAMPLE),
        ...problems(...READ, 404, 410, 503),
      },
    },
  },
  '/v1/answers/{id}/feedback': {
    post: {
      operationId: 'giveFeedback',
      summary: 'Say what an answer is worth',
      tags: ['Answers'],
      parameters: id('answer'),
      requestBody: jsonBody('FeedbackRequest', { wrong: { verdict: 'wrong_hit' } }),
      responses: { 204: { description: 'Noted.' }, ...problems(...BODY, ...READ, 404, 410, 503) },
    },
  },
  '/v1/summaries': {
    post: reading({
      operationId: 'summarize',
      summary: 'Synopsis of one page, text or document',
      requestBody: jsonBody('SummaryRequest', {
        page: URL_EXAMPLE,
        text: { text: TEXT_EXAMPLE.text, focus: 'What causes the tide?' },
      }),
    }),
  },
  '/v1/search': {
    post: {
      operationId: 'search',
      summary: 'Ranked hits, no model',
      tags: ['Answers'],
      parameters: [ACCEPT_LANGUAGE],
      requestBody: jsonBody('SearchRequest', { short: { query: 'causes of the tides', limit: 5 } }),
      responses: {
        200: json('SearchResponse', 'The hits, best first.', SEARCH_EXAMPLE),
        ...problems(...BODY, ...READ, 503, 504),
      },
    },
  },
  ...DOCUMENT_PATHS,
  '/v1/models': {
    get: {
      operationId: 'listModels',
      summary: 'The models that a request may name',
      tags: ['Server'],
      responses: { 200: json('ModelList', "OpenAI's list shape with extra fields."), ...problems(...READ) },
    },
  },
  '/v1/models/{id}': {
    get: {
      operationId: 'getModel',
      summary: 'One of them',
      tags: ['Server'],
      parameters: id('model'),
      responses: { 200: json('Model', 'As in the list.'), ...problems(...READ, 404) },
    },
  },
  '/v1/cache/stats': {
    get: {
      operationId: 'getCacheStats',
      summary: 'What the caches served, and what they saved',
      description: 'Needs the scope `operator`.',
      tags: ['Server'],
      parameters: queryParameters(CacheStatsQuery),
      responses: { 200: json('CacheStats', 'The counts of all servers.'), ...problems(400, ...READ, 503) },
    },
  },
  '/v1/cache/purge': {
    post: {
      operationId: 'purge',
      summary: 'Make an answer, or all that was made of a source, unreadable everywhere within 5 s',
      description: 'Needs the scope `operator`.',
      tags: ['Server'],
      requestBody: jsonBody('PurgeRequest', {
        page: { url: 'https://example.org/articles/tides' },
        answer: { answer: ANSWER_EXAMPLE.id },
      }),
      responses: {
        200: json('PurgeResponse', 'What was purged.'),
        ...problems(...READ, ...BODY, 404, 503),
      },
    },
  },
  '/metrics': {
    get: {
      operationId: 'getMetrics',
      summary: 'What is counted, for Prometheus and what reads its formats',
      description: 'Needs the scope `operator`. Counters are those of all servers together since 00:00 UTC.',
      tags: ['Server'],
      responses: {
        200: {
          description: 'OpenMetrics 1.0.',
          content: { 'application/openmetrics-text': { schema: { type: 'string' } } },
        },
        ...problems(...READ, 503),
      },
    },
  },
  '/mcp': {
    post: {
      operationId: 'sendMcpMessage',
      summary: 'Search, read, summarize and answer as tools of the Model Context Protocol',
      description: 'Streamable HTTP, without state: no GET, no batches. See docs/clients.md.',
      tags: ['Server'],
      requestBody: jsonBody('McpMessage', { list: { jsonrpc: '2.0', id: 1, method: 'tools/list' } }),
      responses: {
        200: {
          description: 'The reply; that of a tool as a stream, after what it tells of its progress.',
          content: {
            'application/json': { schema: schemaRef('McpMessage') },
            'text/event-stream': { schema: schemaRef('McpMessage') },
          },
        },
        202: { description: 'A notification was taken.' },
        ...problems(...BODY, ...READ),
      },
    },
  },
  ...THREAD_PATHS,
  ...KEY_PATHS,
  ...OPENAI_PATHS,
  ...PERPLEXITY_PATHS,
  ...TAVILY_PATHS,
  '/health/live': {
    get: {
      operationId: 'isLive',
      security: [],
      summary: 'The process is up',
      tags: ['Server'],
      responses: { 200: json('Live', 'It is.') },
    },
  },
  '/health/ready': {
    get: {
      operationId: 'isReady',
      security: [],
      summary: 'What the server depends on can be reached',
      tags: ['Server'],
      responses: { 200: json('Ready', 'All of it.'), 503: json('Ready', 'Not all of it.') },
    },
  },
}
