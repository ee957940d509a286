import type { Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { IngotError } from '../../../shared/errors.ts'
import type { Authenticate, Caller, CallerScope } from '../../../shared/ports/callers.ts'
import type { AppEnv } from '../app-deps.ts'

/** What anybody may read: that the server lives, and how to use it. Addresses of uploads are signed. */
const OPEN = /^\/(?:(?:docs|health|uploads|web)(?:\/[\w.-]*)?|openapi\.json|dashboard)?$/

/** Finds out who is calling, at every address but the open ones: a route is closed unless it stands there. */
export function identify(authenticate: Authenticate) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!OPEN.test(c.req.path)) c.set('caller', await authenticate(c.req.raw))
    await next()
  })
}

/** Who is calling. Throws `forbidden` unless they hold the scope. */
export function callerWith(c: Context<AppEnv>, scope: CallerScope): Caller {
  const caller = c.get('caller')
  if (!caller?.scopes.includes(scope)) {
    throw new IngotError('forbidden', `This needs the scope "${scope}".`)
  }
  return caller
}
