import type { Problem } from '../../../shared/api/problem.ts'

/** Whose client it is that does not speak Ingot's own API. */
export type Dialect = 'openai' | 'perplexity' | 'tavily'

type Asked = { path: string; header(name: string): string | undefined }

const OPENAI_CLIENT = /^(Async)?OpenAI\//
const PERPLEXITY_CLIENT = /^(Async)?Perplexity\//
const SHARED_WITH_OPENAI = /^\/v1\/(responses|embeddings)(\/|$)/
const PERPLEXITY = /^\/(chat\/completions|async\/chat\/completions|v1\/(async\/)?sonar|v1\/agent)(\/|$)/
const TAVILY = /^\/(tavily\/|extract$)/

/** Whose client sent the request; undefined: one of Ingot's own. Two addresses serve two dialects each. */
export function dialectOf(asked: Asked): Dialect | undefined {
  const { path } = asked
  if (path.startsWith('/v1/chat/')) return 'openai'
  if (SHARED_WITH_OPENAI.test(path)) {
    return PERPLEXITY_CLIENT.test(asked.header('user-agent') ?? '') ? 'perplexity' : 'openai'
  }
  if (PERPLEXITY.test(path)) return 'perplexity'
  if (path === '/search') {
    return asked.header('x-client-source')?.startsWith('tavily') ? 'tavily' : 'perplexity'
  }
  if (TAVILY.test(path)) return 'tavily'
  // Elsewhere, such as at the list of models, or where nothing is: it loses the text of any other error.
  return OPENAI_CLIENT.test(asked.header('user-agent') ?? '') ? 'openai' : undefined
}

/** The body of an error where the dialect's clients look for its message. */
export function errorBody(dialect: Dialect, problem: Problem): object {
  const { detail: message, status, code, fields = [] } = problem
  switch (dialect) {
    case 'openai':
      return { error: { message, type: openAiType(status), param: fields[0]?.path ?? null, code } }
    case 'perplexity':
      // The number is what clients need: with a word in its place they lose the message.
      return {
        error: { message, type: code, code: status },
        ...(fields.length > 0 && { detail: locate(fields) }),
      }
    case 'tavily':
      return { detail: { error: message } }
  }
}

const locate = (fields: NonNullable<Problem['fields']>) =>
  fields.map(({ path, message }) => ({ loc: ['body', path], msg: message, type: 'value_error' }))

function openAiType(status: number): string {
  if (status === 401) return 'authentication_error'
  if (status === 403) return 'permission_error'
  if (status === 429) return 'rate_limit_error'
  return status < 500 ? 'invalid_request_error' : 'server_error'
}
