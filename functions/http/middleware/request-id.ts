import { createMiddleware } from 'hono/factory'
import type { AppEnv } from '../app-deps.ts'

/** A client's own id is taken only if it is short and cannot forge a line of a log. */
const SAFE_TOKEN = /^[\w.-]{1,64}$/

/** `X-Request-Id`, in and out. */
export function requestId(newRequestId: () => string = () => crypto.randomUUID()) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const given = c.req.header('x-request-id') ?? ''
    const id = SAFE_TOKEN.test(given) ? given : newRequestId()
    c.set('requestId', id)
    await next()
    c.res.headers.set('x-request-id', id)
  })
}
