import { RetrieveQuery } from './compat/responses.ts'
import type { dialectErrors } from './openapi-parts.ts'
import { BODY, id, jsonBody, READ } from './openapi-parts.ts'
import { queryParameters, schemaRef } from './openapi-schemas.ts'

const EVENT_EXAMPLE = {
  type: 'response.output_text.delta',
  sequence_number: 8,
  item_id: 'msg_1',
  output_index: 1,
  content_index: 0,
  delta: 'The Moon ',
  logprobs: [],
}

/** The Responses API at one of its addresses. */
export function responsePaths(options: {
  path: string
  /** As in the names of the operations. */
  noun: string
  tags: readonly string[]
  errors: ReturnType<typeof dialectErrors>
}): Record<string, Partial<Record<'get' | 'post', object>>> {
  const { path, noun, tags, errors } = options
  const events = { schema: schemaRef('ResponseEvent'), example: EVENT_EXAMPLE }
  return {
    [path]: {
      post: {
        operationId: `create${noun}`,
        summary: 'A synopsis as a response',
        tags,
        requestBody: jsonBody('ResponseRequest', {
          short: { input: 'What causes the tides?' },
          background: { model: 'deep', input: 'What causes the tides?', background: true },
          streamed: {
            model: 'sonar',
            input: [{ role: 'user', content: 'What causes the tides?' }],
            tools: [{ type: 'web_search', filters: { allowed_domains: ['example.org'] } }],
            stream: true,
          },
        }),
        responses: {
          200: {
            description:
              'The response, or its events as they come with `stream`; with `background` as it is begun.',
            content: {
              'application/json': { schema: schemaRef('ResponseObject') },
              'text/event-stream': events,
            },
          },
          ...errors(...BODY, ...READ, 404, 422, 502, 503, 504),
        },
      },
    },
    [`${path}/{id}`]: {
      get: {
        operationId: `get${noun}`,
        summary: 'A response as it stands, or its events from any position',
        tags,
        parameters: [...id('response'), ...queryParameters(RetrieveQuery)],
        responses: {
          200: {
            description: 'The response, or with `stream=true` its events after `starting_after`.',
            content: {
              'application/json': { schema: schemaRef('ResponseObject') },
              'text/event-stream': events,
            },
          },
          ...errors(400, ...READ, 404, 410, 503),
        },
      },
    },
    [`${path}/{id}/cancel`]: {
      post: {
        operationId: `cancel${noun}`,
        summary: 'Stop a response that nobody else reads',
        tags,
        parameters: id('response'),
        responses: {
          200: {
            description: "The response as it stands; to Perplexity's clients that it is being cancelled.",
            content: {
              'application/json': {
                schema: { anyOf: [schemaRef('ResponseObject'), schemaRef('ResponseCancelled')] },
              },
            },
          },
          ...errors(...READ, 404, 410, 503),
        },
      },
    },
  }
}
