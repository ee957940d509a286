import { describe, expect, it } from 'vitest'
import { dialectOf, errorBody } from '../../../../functions/http/compat/dialect.ts'
import type { Problem } from '../../../../shared/api/problem.ts'

const asked = (path: string, headers: Record<string, string> = {}) => ({
  path,
  header: (name: string) => headers[name],
})
const PERPLEXITY = { 'user-agent': 'Perplexity/JS 0.38.5' }
const OPENAI = { 'user-agent': 'OpenAI/JS 6.9.1' }
const TAVILY = { 'x-client-source': 'tavily-js' }

describe('whose client it is', () => {
  it.each([
    ['/v1/answers', {}, undefined],
    ['/v1/search', TAVILY, undefined],
    ['/v1/chat/completions', PERPLEXITY, 'openai'],
    ['/v1/embeddings', {}, 'openai'],
    ['/v1/responses/ans_1', {}, 'openai'],
    ['/v1/responses/ans_1/cancel', PERPLEXITY, 'perplexity'],
    ['/v1/responsestuff', {}, undefined],
    ['/v1/models/x', {}, undefined],
    ['/v1/models/x', OPENAI, 'openai'],
    ['/v1/moderations', { 'user-agent': 'AsyncOpenAI/Python 2.8.0' }, 'openai'],
    ['/v1/models', { 'user-agent': 'MyOpenAI/1' }, undefined],
    ['/v1/agent', {}, 'perplexity'],
    ['/v1/agent', OPENAI, 'perplexity'],
    ['/chat/completions', {}, 'perplexity'],
    ['/async/chat/completions/ans_1', {}, 'perplexity'],
    ['/search', {}, 'perplexity'],
    ['/search', TAVILY, 'tavily'],
    ['/tavily/search', {}, 'tavily'],
    ['/extract', {}, 'tavily'],
    ['/extracts', {}, undefined],
  ] as const)('%s %j: %s', (path, headers, dialect) => {
    expect(dialectOf(asked(path, headers))).toBe(dialect)
  })
})

describe('an error in the words of a dialect', () => {
  const problem: Problem = {
    ...{ type: 'about:blank', title: 'Bad Request', status: 400, detail: 'Wrong.', retryable: false },
    ...{ code: 'invalid_request', request_id: 'r', fields: [{ path: 'messages[0]', message: 'must be' }] },
  }

  it.each([
    [
      'openai',
      {
        error: {
          message: 'Wrong.',
          type: 'invalid_request_error',
          param: 'messages[0]',
          code: 'invalid_request',
        },
      },
    ],
    [
      'perplexity',
      {
        error: { message: 'Wrong.', type: 'invalid_request', code: 400 },
        detail: [{ loc: ['body', 'messages[0]'], msg: 'must be', type: 'value_error' }],
      },
    ],
    ['tavily', { detail: { error: 'Wrong.' } }],
  ] as const)('%s', (dialect, body) => {
    expect(errorBody(dialect, problem)).toEqual(body)
  })

  it.each([
    [401, 'authentication_error'],
    [403, 'permission_error'],
    [404, 'invalid_request_error'],
    [429, 'rate_limit_error'],
    [503, 'server_error'],
  ])('OpenAI has a type for %i', (status, type) => {
    expect(errorBody('openai', { ...problem, fields: [], status })).toMatchObject({
      error: { type, param: null },
    })
  })
})
