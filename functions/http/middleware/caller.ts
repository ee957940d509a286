import { createMiddleware } from 'hono/factory'
import { IngotError } from '../../../shared/errors.ts'
import type { Authenticate, CallerScope } from '../../../shared/ports/callers.ts'
import type { AppEnv } from '../app-deps.ts'

/** Finds out who is calling. */
export function identify(authenticate: Authenticate) {
  return createMiddleware<AppEnv>(async (c, next) => {
    c.set('caller', await authenticate(c.req.raw))
    await next()
  })
}

/** Lets pass callers that hold the scope. */
export function requireScope(scope: CallerScope) {
  return createMiddleware<AppEnv>(async (c, next) => {
    if (!c.get('caller').scopes.includes(scope)) {
      throw new IngotError('forbidden', `This needs the scope "${scope}".`)
    }
    await next()
  })
}
