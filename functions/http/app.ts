import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import { IngotError, toIngotError } from '../../shared/errors.ts'
import type { AppDeps, AppEnv } from './app-deps.ts'
import { accessLog } from './middleware/access-log.ts'
import { identify } from './middleware/caller.ts'
import { loopbackOnly } from './middleware/loopback-only.ts'
import { requestId } from './middleware/request-id.ts'
import { serverTiming } from './middleware/server-timing.ts'
import { logFailure, problemReply } from './problem.ts'
import { answerRoutes } from './routes/answers.ts'
import { cacheRoutes } from './routes/cache.ts'
import { docsRoutes } from './routes/docs.ts'
import { documentRoutes } from './routes/documents.ts'
import { healthRoutes } from './routes/health.ts'
import { modelRoutes } from './routes/models.ts'
import { searchRoutes } from './routes/search.ts'
import { summaryRoutes } from './routes/summaries.ts'

/** The HTTP app, the same on every runtime. Every failure leaves it as `application/problem+json`. */
export function createApp(deps: AppDeps): Hono<AppEnv> {
  const app = new Hono<AppEnv>()
  app.onError((error, c) => {
    // A client that left made its own request fail.
    if (!c.req.raw.signal.aborted) logFailure(deps.log, error, c.get('requestId'))
    return problemReply(c, toIngotError(error))
  })
  app.notFound((c) => problemReply(c, new IngotError('not_found', 'There is nothing at this address.')))

  app.use(requestId(deps.newRequestId), accessLog(deps), serverTiming(deps), noSniff)
  if (deps.guardLoopback) app.use(loopbackOnly())
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => {
        const allow = methods.join(', ')
        const reply = problemReply(c, new IngotError('method_not_allowed', `Allowed here: ${allow}.`))
        reply.headers.set('allow', allow)
        return reply
      },
    }),
    errorsOnly,
  )
  app.use('/v1/*', identify(deps.authenticate))

  app.route('/', docsRoutes(deps))
  app.route('/health', healthRoutes(deps))
  app.route('/v1/answers', answerRoutes(deps))
  app.route('/v1/summaries', summaryRoutes(deps))
  app.route('/v1/search', searchRoutes(deps))
  app.route('/v1/documents', documentRoutes(deps))
  app.route('/v1/models', modelRoutes(deps))
  app.route('/v1/cache', cacheRoutes(deps))
  return app
}

const noSniff = createMiddleware<AppEnv>(async (c, next) => {
  await next()
  c.res.headers.set('x-content-type-options', 'nosniff')
})

/** Hono hands `onError` nothing but instances of `Error`; whatever else is thrown would get past it. */
const errorsOnly = createMiddleware<AppEnv>(async (_, next) => {
  try {
    await next()
  } catch (thrown) {
    throw toIngotError(thrown)
  }
})
