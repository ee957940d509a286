import { Hono } from 'hono'
import { LOCAL_CALLER } from '../../../shared/callers/authenticate.ts'
import { quietSdkVersionWarning } from '../../../shared/config/env.ts'
import { IngotError, toIngotError } from '../../../shared/errors.ts'
import { openKeyRing } from '../../../shared/runtime/open-key-ring.ts'
import { systemClock } from '../../../shared/runtime/system-clock.ts'
import type { AppEnv } from '../../http/app-deps.ts'
import { problemReply } from '../../http/problem.ts'
import { keyRoutes } from '../../http/routes/keys.ts'
import type { Connection } from './connect.ts'

const BODY_LIMIT_BYTES = 100_000

/**
 * `/v1/keys` over an app table on AWS, without a server: who may write to the table by the account's permissions
 * may make keys, the first one included.
 */
export function connectToTable(appTable: string): Connection {
  quietSdkVersionWarning()
  const { keys, close } = openKeyRing({ appTable })
  let failure: unknown
  const app = new Hono<AppEnv>()
  app.onError((thrown, c) => {
    const error = toIngotError(thrown)
    failure = error.code === 'store_unavailable' ? error.cause : undefined
    return problemReply(c, error)
  })
  app.use(async (c, next) => {
    c.set('requestId', 'local')
    c.set('elapsedMs', () => 0)
    c.set('caller', LOCAL_CALLER)
    await next()
  })
  app.route('/v1/keys', keyRoutes({ keys, clock: systemClock, bodyLimitBytes: BODY_LIMIT_BYTES }))
  return {
    address: 'http://localhost',
    bearer: '',
    async send(request) {
      failure = undefined
      const response = await app.fetch(request)
      if (failure) throw unreachable(appTable, failure)
      return response
    },
    close: async () => close(),
  }
}

/** In AWS's own words, which name the permission, the Region or the credentials that are missing. */
function unreachable(appTable: string, cause: unknown): IngotError {
  const words = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  const hint = 'look at AWS_REGION, AWS_PROFILE, and the output AppTableName of the data stack'
  return new IngotError('store_unavailable', `${appTable}: ${words} (${hint})`, { cause })
}
