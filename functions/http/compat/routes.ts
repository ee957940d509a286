import { type Context, Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app-deps.ts'

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
  return app
}

function onNeed(load: () => Promise<Handler>): Handler {
  let loading: Promise<Handler> | undefined
  return async (c) => {
    loading ??= load()
    return (await loading)(c)
  }
}
