import { createMiddleware } from 'hono/factory'
import type { AppDeps, AppEnv } from '../app-deps.ts'

/** Counts the request against the limits of its caller, before anything is done for it. */
export function limit(limits: AppDeps['limits']) {
  return createMiddleware<AppEnv>(async (c, next) => {
    const caller = c.get('caller')
    const admitting = caller && limits.admit(caller)
    if (admitting) {
      const admission = await admitting
      c.set('limitStates', admission.states)
      if (admission.refused) throw admission.refused
      c.set('caller', admission.caller)
    }
    await next()
  })
}
