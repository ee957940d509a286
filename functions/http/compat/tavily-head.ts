import type { Context } from 'hono'
import type { AppEnv } from '../app-deps.ts'

/** What every reply to Tavily's clients tells of itself; Ingot knows no credits. */
export const tavilyHead = (
  c: Context<AppEnv>,
  { include_usage }: { include_usage?: boolean | null | undefined },
) => ({
  response_time: Math.round(c.get('elapsedMs')() / 10) / 100,
  request_id: c.get('requestId'),
  ...(include_usage && { usage: { credits: 0 } }),
})
