import { type Context, Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { IngotError, toIngotError } from '../../shared/errors.ts'
import type { AppDeps, AppEnv } from './app-deps.ts'
import { compatRoutes } from './compat/routes.ts'
import { identify } from './middleware/identify.ts'
import { limit } from './middleware/limit.ts'
import { loopbackOnly } from './middleware/loopback-only.ts'
import { observe } from './middleware/observe.ts'
import { logFailure, problemReply } from './problem.ts'
import { answerRoutes } from './routes/answers.ts'
import { cacheRoutes } from './routes/cache.ts'
import { docsRoutes } from './routes/docs.ts'
import { documentRoutes } from './routes/documents.ts'
import { healthRoutes } from './routes/health.ts'
import { keyRoutes } from './routes/keys.ts'
import { metricsRoutes } from './routes/metrics.ts'
import { modelRoutes } from './routes/models.ts'
import { searchRoutes } from './routes/search.ts'
import { summaryRoutes } from './routes/summaries.ts'
import { usageRoutes } from './routes/usage.ts'
import { webRoutes } from './routes/web.ts'

/** The HTTP app, the same on every runtime. Every failure leaves it as `application/problem+json`. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  const fail = (c: Context<AppEnv>, thrown: unknown) => {
    // A client that left made its own request fail.
    if (!c.req.raw.signal.aborted) logFailure(deps.log, thrown, c.get('requestId'))
    return problemReply(c, toIngotError(thrown))
  }
  app.onError((error, c) => fail(c, error))
  app.notFound(nothingHere(app))

  app.use(observe(deps, fail))
  if (deps.guardLoopback) app.use(loopbackOnly())
  app.use(identify(deps.authenticate))
  app.use(limit(deps.limits))

  app.route('/', docsRoutes(deps))
  app.route('/', webRoutes(deps))
  app.route('/health', healthRoutes(deps))
  app.route('/v1/answers', answerRoutes(deps))
  app.route('/v1/summaries', summaryRoutes(deps))
  app.route('/v1/search', searchRoutes(deps))
  app.route('/v1/documents', documentRoutes(deps))
  app.route('/v1/models', modelRoutes(deps))
  app.route('/v1/usage', usageRoutes(deps))
  app.route('/v1/cache', cacheRoutes(deps))
  app.route('/metrics', metricsRoutes(deps))
  app.route('/v1/keys', keyRoutes(deps))
  app.route('/', compatRoutes(deps))
  return app
}

/** 404, or 405 with the methods that are allowed at the address. */
function nothingHere(app: Hono<AppEnv>) {
  const refuseMethod = methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => {
      const allow = methods.join(', ')
      return problemReply(c, new IngotError('method_not_allowed', `Allowed here: ${allow}.`), { allow })
    },
  })
  return async (c: Context<AppEnv>) => {
    c.res = problemReply(c, new IngotError('not_found', 'There is nothing at this address.'))
    await refuseMethod(c, async () => undefined)
    return c.res
  }
}
