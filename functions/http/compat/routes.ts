import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { handleOnNeed } from '../on-need.ts'
import { dialectOf } from './dialect.ts'

/** The routes of other people's clients; each is loaded by its first request. */
export function compatRoutes(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.post(
    '/v1/chat/completions',
    handleOnNeed(async () => (await import('./openai-chat.ts')).chatCompletions(deps)),
  )
  app.post(
    '/v1/embeddings',
    handleOnNeed(async () => (await import('./openai-embeddings.ts')).embeddings(deps)),
  )
  const responses = responseHandlers(deps)
  for (const path of ['/v1/responses', '/v1/agent']) {
    app.post(path, responses.create)
    app.get(`${path}/:id`, responses.retrieve)
    app.post(`${path}/:id/cancel`, responses.cancel)
  }
  const sonar = handleOnNeed(async () => (await import('./perplexity-sonar.ts')).sonarCompletions(deps))
  for (const path of ['/chat/completions', '/v1/sonar']) app.post(path, sonar)
  const start = handleOnNeed(async () => (await import('./perplexity-async.ts')).startAsync(deps))
  const get = handleOnNeed(async () => (await import('./perplexity-async.ts')).getAsync(deps))
  for (const path of ['/async/chat/completions', '/v1/async/sonar']) {
    app.post(path, start)
    app.get(`${path}/:id`, get)
  }
  const searchAsPerplexity = handleOnNeed(async () =>
    (await import('./perplexity-search.ts')).perplexitySearch(deps),
  )
  const searchAsTavily = handleOnNeed(async () => (await import('./tavily-search.ts')).tavilySearch(deps))
  app.post('/search', (c, next) =>
    dialectOf(c.req) === 'tavily' ? searchAsTavily(c, next) : searchAsPerplexity(c, next),
  )
  app.post('/tavily/search', searchAsTavily)
  const extract = handleOnNeed(async () => (await import('./tavily-extract.ts')).tavilyExtract(deps))
  for (const path of ['/extract', '/tavily/extract']) app.post(path, extract)
  return app
}

function responseHandlers(deps: AppDeps) {
  const load = () => import('./responses.ts')
  return {
    create: handleOnNeed(async () => (await load()).createResponse(deps)),
    retrieve: handleOnNeed(async () => (await load()).retrieveResponse(deps)),
    cancel: handleOnNeed(async () => (await load()).cancelResponse(deps)),
  }
}
