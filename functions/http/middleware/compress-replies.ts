import type { MiddlewareHandler } from 'hono'
import type { AppEnv } from '../app-deps.ts'
import { handleOnNeed } from '../on-need.ts'

/** Gzip for whoever takes it, but never for a stream of events: those are to arrive as they come. */
export function compressReplies(): MiddlewareHandler<AppEnv> {
  const compressing = handleOnNeed(async () => (await import('hono/compress')).compress({ encoding: 'gzip' }))
  return (c, next) => (takesGzip(c.req.header('accept-encoding')) ? compressing(c, next) : next())
}

const takesGzip = (header: string | undefined) => header?.includes('gzip') ?? false
