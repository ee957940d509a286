import type { IncomingHttpHeaders } from 'node:http'

export type SearchProvider = 'brave' | 'tavily' | 'exa' | 'searxng' | 'knowledge-base'
export type SearchPage = {
  url: string
  title: string
  content: string
  published?: string
  language?: string
}
export type SearchAsked = {
  url: URL
  headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it.
  body: any
}
export type SearchWire = {
  method: 'GET' | 'POST'
  path: string
  isHttp2?: boolean
  unauthorizedStatus: number
  /** Where it is not told by the status alone. */
  unauthorizedBody?: unknown
  noCreditStatus: number
  refusedStatus: number
  isAuthorized(asked: SearchAsked): boolean
  queryOf(asked: SearchAsked): string
  reply(found: readonly SearchPage[], asked: SearchAsked): unknown
  errorBody(status: number): unknown
  errorHeaders?(status: number): Record<string, string>
}

export const SEARCH_KEY = 'key-that-nobody-may-see'

const BRAVE_CODES: Record<number, string> = { 422: 'VALIDATION', 429: 'RATE_LIMITED' }
const braveError = (status: number, code: string) => ({
  type: 'ErrorResponse',
  error: { id: 'x', status, code, detail: `vendor words, ${SEARCH_KEY}` },
  time: 1663072993,
})
const brave: SearchWire = {
  method: 'GET',
  path: '/res/v1/web/search',
  unauthorizedStatus: 422,
  unauthorizedBody: braveError(422, 'SUBSCRIPTION_TOKEN_INVALID'),
  noCreditStatus: 402,
  refusedStatus: 422,
  isAuthorized: ({ headers }) => headers['x-subscription-token'] === SEARCH_KEY,
  queryOf: ({ url }) => url.searchParams.get('q') ?? '',
  reply(found, { url }) {
    const query = { original: url.searchParams.get('q') }
    if (found.length === 0) return { type: 'search', query }
    const results = found.slice(0, Number(url.searchParams.get('count') ?? 10)).map((page) => ({
      type: 'search_result',
      url: page.url,
      title: page.title,
      description: `about <strong>${page.title}</strong> &amp; more`,
      page_age: page.published === undefined ? null : `${page.published}T10:20:30`,
      language: page.language ?? 'en',
      profile: { name: 'Site' },
    }))
    return { type: 'search', query, web: { type: 'search', results } }
  },
  errorBody: (status) => braveError(status, BRAVE_CODES[status] ?? 'ERROR'),
}

const tavily: SearchWire = {
  method: 'POST',
  path: '/search',
  unauthorizedStatus: 401,
  noCreditStatus: 432,
  refusedStatus: 422,
  isAuthorized: ({ headers }) => headers.authorization === `Bearer ${SEARCH_KEY}`,
  queryOf: ({ body }) => body.query,
  reply: (found, { body }) => ({
    query: body.query,
    answer: null,
    images: [],
    results: found.slice(0, body.max_results).map((page, index) => ({
      url: page.url,
      title: page.title,
      content: page.content,
      score: 0.9 - index / 10,
      raw_content: null,
      // Told when asked for, where it is known.
      ...(page.published === undefined || !body.include_published_date
        ? {}
        : { published_date: new Date(page.published).toUTCString() }),
    })),
    response_time: 0.5,
    request_id: 'r-1',
  }),
  errorBody: (status) => ({ detail: { error: `vendor words ${status}, ${SEARCH_KEY}` } }),
}

const exa: SearchWire = {
  method: 'POST',
  path: '/search',
  unauthorizedStatus: 401,
  noCreditStatus: 402,
  refusedStatus: 400,
  isAuthorized: ({ headers }) => headers['x-api-key'] === SEARCH_KEY,
  queryOf: ({ body }) => body.query,
  reply: (found, { body }) => ({
    requestId: 'r-1',
    resolvedSearchType: 'neural',
    results: found.slice(0, body.numResults).map((page) => ({
      id: page.url,
      url: page.url,
      title: page.title,
      publishedDate: page.published === undefined ? undefined : `${page.published}T00:00:00.000Z`,
      author: null,
      highlights: [page.content],
      highlightScores: [0.5],
    })),
    costDollars: { total: 0.005 },
  }),
  errorBody: (status) => ({ requestId: 'r-1', error: `vendor words ${status}, ${SEARCH_KEY}`, tag: 'TAG' }),
}

const searxng: SearchWire = {
  method: 'GET',
  path: '/search',
  // It knows no keys: a 403 says that the JSON format is not allowed, a 401 or 402 comes from a proxy.
  unauthorizedStatus: 403,
  noCreditStatus: 402,
  refusedStatus: 400,
  isAuthorized: ({ url }) => url.searchParams.get('format') === 'json',
  queryOf: ({ url }) => url.searchParams.get('q') ?? '',
  reply: (found, { url }) => ({
    query: url.searchParams.get('q'),
    number_of_results: found.length,
    results: found.map((page) => ({
      url: page.url,
      title: page.title,
      content: page.content,
      publishedDate: page.published === undefined ? null : `${page.published}T00:00:00`,
      engine: 'duckduckgo',
      engines: ['duckduckgo'],
      score: 1,
      category: 'general',
    })),
    answers: [],
    infoboxes: [],
    suggestions: [],
    unresponsive_engines: [],
  }),
  errorBody: () => '<html>Forbidden</html>',
}

const AWS_ERRORS: Record<number, string> = {
  403: 'AccessDeniedException',
  402: 'ServiceQuotaExceededException',
  400: 'ValidationException',
  429: 'ThrottlingException',
  500: 'InternalServerException',
}
const knowledgeBase: SearchWire = {
  method: 'POST',
  path: '/knowledgebases/KB12345678/retrieve',
  isHttp2: true,
  unauthorizedStatus: 403,
  noCreditStatus: 402,
  refusedStatus: 400,
  isAuthorized: ({ headers }) => headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') === true,
  queryOf: ({ body }) => body.retrievalQuery.text,
  reply: (found, { body }) => ({
    retrievalResults: found
      .slice(0, body.retrievalConfiguration.vectorSearchConfiguration.numberOfResults)
      .map((page, index) => ({
        content: { type: 'TEXT', text: page.content },
        location: { type: 'WEB', webLocation: { url: page.url } },
        score: 0.9 - index / 10,
        metadata: {
          'x-amz-bedrock-kb-source-uri': page.url,
          title: page.title,
          ...(page.published === undefined ? {} : { published: page.published }),
          ...(page.language === undefined ? {} : { language: page.language }),
        },
      })),
  }),
  errorBody: () => ({ message: `vendor words, ${SEARCH_KEY}` }),
  errorHeaders: (status) => ({ 'x-amzn-errortype': AWS_ERRORS[status] ?? 'InternalServerException' }),
}

export const SEARCH_WIRES: Record<SearchProvider, SearchWire> = {
  brave,
  tavily,
  exa,
  searxng,
  'knowledge-base': knowledgeBase,
}
