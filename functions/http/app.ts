import { type Context, Hono } from 'hono'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { IngotError, toIngotError } from '../../shared/errors.ts'
import type { AppDeps, AppEnv } from './app-deps.ts'
import { compatRoutes } from './compat/routes.ts'
import { compressReplies } from './middleware/compress-replies.ts'
import { allowOrigins } from './middleware/cors.ts'
import { identify } from './middleware/identify.ts'
import { limit } from './middleware/limit.ts'
import { loopbackOnly } from './middleware/loopback-only.ts'
import { observe } from './middleware/observe.ts'
import { routesOnNeed } from './on-need.ts'
import { logFailure, problemReply } from './problem.ts'
import { answerRoutes } from './routes/answers.ts'
import { healthRoutes } from './routes/health.ts'
import { modelRoutes } from './routes/models.ts'

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
  if (deps.compress) app.use(compressReplies())
  if (deps.corsOrigins?.length) app.use(allowOrigins(deps.corsOrigins))
  if (deps.guardLoopback) app.use(loopbackOnly())
  app.use(identify(deps.authenticate))
  app.use(limit(deps.limits))

  app.route('/health', healthRoutes(deps))
  app.route('/v1/answers', answerRoutes(deps))
  app.route('/v1/models', modelRoutes(deps))
  addRoutesOnNeed(app, deps)
  app.route('/', compatRoutes(deps))
  return app
}

/** Most of the code of the routes, and none of it answers a question from the cache. */
function addRoutesOnNeed(app: Hono<AppEnv>, deps: AppDeps): void {
  app.route(
    '/',
    routesOnNeed(['GET /openapi.json', 'GET /docs', 'GET /docs/:name'], async () =>
      (await import('./routes/docs.ts')).docsRoutes(deps),
    ),
  )
  app.route(
    '/',
    routesOnNeed(['GET /', 'GET /dashboard', 'GET /web/:name'], async () =>
      (await import('./routes/web.ts')).webRoutes(deps),
    ),
  )
  app.route(
    '/v1/summaries',
    routesOnNeed(['POST /'], async () => (await import('./routes/summaries.ts')).summaryRoutes(deps)),
  )
  app.route(
    '/v1/search',
    routesOnNeed(['POST /'], async () => (await import('./routes/search.ts')).searchRoutes(deps)),
  )
  app.route(
    '/v1/threads',
    routesOnNeed(['POST /', 'GET /', 'GET /:id', 'PATCH /:id', 'DELETE /:id', 'GET /:id/turns'], async () =>
      (await import('./routes/threads.ts')).threadRoutes(deps),
    ),
  )
  app.route(
    '/v1/me',
    routesOnNeed(['DELETE /'], async () => (await import('./routes/me.ts')).meRoutes(deps)),
  )
  app.route(
    '/v1/documents',
    routesOnNeed(['POST /', 'POST /uploads', 'GET /', 'GET /:id', 'DELETE /:id'], async () =>
      (await import('./routes/documents.ts')).documentRoutes(deps),
    ),
  )
  app.route(
    '/uploads',
    routesOnNeed(['PUT /:token'], async () => (await import('./routes/uploads.ts')).uploadRoutes(deps)),
  )
  app.route(
    '/v1/usage',
    routesOnNeed(['GET /'], async () => (await import('./routes/usage.ts')).usageRoutes(deps)),
  )
  app.route(
    '/v1/cache',
    routesOnNeed(['GET /stats', 'POST /purge'], async () =>
      (await import('./routes/cache.ts')).cacheRoutes(deps),
    ),
  )
  app.route(
    '/metrics',
    routesOnNeed(['GET /'], async () => (await import('./routes/metrics.ts')).metricsRoutes(deps)),
  )
  app.route(
    '/v1/keys',
    routesOnNeed(['POST /', 'GET /', 'DELETE /:id', 'POST /:id/rotate'], async () =>
      (await import('./routes/keys.ts')).keyRoutes(deps),
    ),
  )
  app.route(
    '/mcp',
    routesOnNeed(['POST /'], async () => (await import('./routes/mcp.ts')).mcpRoutes(deps)),
  )
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
