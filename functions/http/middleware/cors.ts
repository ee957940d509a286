import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../app-deps.ts'
import { handleOnNeed } from '../on-need.ts'

/** Headers of ours that a page may read beside those that any page may. */
const EXPOSED = [
  'Cache-Status',
  'ETag',
  'Location',
  'Mcp-Session-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Server-Timing',
  'X-Request-Id',
]
/** Browsers believe a preflight for no longer. */
const PREFLIGHT_S = 7_200

/** Lets pages of other origins call, as `INGOT_CORS_ORIGINS` says: `https://app.example`, or `*`. */
export const allowOrigins = (origins: readonly string[]): MiddlewareHandler<AppEnv> =>
  handleOnNeed(async () => {
    const { cors } = await import('hono/cors')
    return cors({
      origin: origins.includes('*') ? '*' : [...origins],
      exposeHeaders: EXPOSED,
      maxAge: PREFLIGHT_S,
    })
  })
