import { type Context, Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { dialectOf } from './dialect.ts'

type Handler = (c: Context<AppEnv>) => Promise<Response>

/** The routes of other people's clients; each is loaded by its first request. */
export function compatRoutes(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.post(
    '/v1/chat/completions',
    onNeed(async () => (await import('./openai-chat.ts')).chatCompletions(deps)),
  )
  app.post(
    '/v1/embeddings',
    onNeed(async () => (await import('./openai-embeddings.ts')).embeddings(deps)),
  )
  const responses = responseHandlers(deps)
  for (const path of ['/v1/responses', '/v1/agent']) {
    app.post(path, responses.create)
    app.get(`${path}/:id`, responses.retrieve)
    app.post(`${path}/:id/cancel`, responses.cancel)
  }
  const sonar = onNeed(async () => (await import('./perplexity-sonar.ts')).sonarCompletions(deps))
  for (const path of ['/chat/completions', '/v1/sonar']) app.post(path, sonar)
  const start = onNeed(async () => (await import('./perplexity-async.ts')).startAsync(deps))
  const get = onNeed(async () => (await import('./perplexity-async.ts')).getAsync(deps))
  for (const path of ['/async/chat/completions', '/v1/async/sonar']) {
    app.post(path, start)
    app.get(`${path}/:id`, get)
  }
  const searchAsPerplexity = onNeed(async () =>
    (await import('./perplexity-search.ts')).perplexitySearch(deps),
  )
  const searchAsTavily = onNeed(async () => (await import('./tavily-search.ts')).tavilySearch(deps))
  app.post('/search', (c) => (dialectOf(c.req) === 'tavily' ? searchAsTavily(c) : searchAsPerplexity(c)))
  app.post('/tavily/search', searchAsTavily)
  const extract = onNeed(async () => (await import('./tavily-extract.ts')).tavilyExtract(deps))
  for (const path of ['/extract', '/tavily/extract']) app.post(path, extract)
  return app
}

function responseHandlers(deps: AppDeps) {
  const load = () => import('./responses.ts')
  return {
    create: onNeed(async () => (await load()).createResponse(deps)),
    retrieve: onNeed(async () => (await load()).retrieveResponse(deps)),
    cancel: onNeed(async () => (await load()).cancelResponse(deps)),
  }
}

function onNeed(load: () => Promise<Handler>): Handler {
  let loading: Promise<Handler> | undefined
  return async (c) => {
    loading ??= load()
    return (await loading)(c)
  }
}
