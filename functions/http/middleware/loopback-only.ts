import { createMiddleware } from 'hono/factory'
import { IngotError } from '../../../shared/errors.ts'
import type { AppEnv } from '../app-deps.ts'

const LOOPBACK = String.raw`(localhost|127\.0\.0\.1|\[::1\])(:\d+)?`
const LOOPBACK_HOST = new RegExp(`^${LOOPBACK}$`, 'i')
const LOOPBACK_ORIGIN = new RegExp(`^https?://${LOOPBACK}$`, 'i')

export const isLoopbackOrigin = (origin: string): boolean => LOOPBACK_ORIGIN.test(origin)

/**
 * Without keys, whoever reaches the port is trusted, and every web page that the user opens can reach it.
 * A page that has rebound its own name to 127.0.0.1 still sends that name as `Host`; any other page sends
 * its `Origin`.
 */
export function loopbackOnly() {
  return createMiddleware<AppEnv>(async (c, next) => {
    const host = c.req.header('host') ?? new URL(c.req.url).host
    if (!LOOPBACK_HOST.test(host)) {
      throw new IngotError('forbidden', 'This server answers only when it is called by a loopback name.')
    }
    const origin = c.req.header('origin')
    if (origin !== undefined && !isLoopbackOrigin(origin)) {
      throw new IngotError('forbidden', 'This server does not answer pages of other sites.')
    }
    await next()
  })
}
