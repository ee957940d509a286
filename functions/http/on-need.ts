import { Hono, type MiddlewareHandler } from 'hono'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { AppEnv } from './app-deps.ts'

type Handler = MiddlewareHandler<AppEnv>

/**
 * Routes whose code is loaded by the first request to one of them. `addresses`, e.g. `GET /:id`, are all that
 * `load` gives: what is not named is not served.
 */
export function routesOnNeed(addresses: readonly string[], load: () => Promise<Hono<AppEnv>>): Hono<AppEnv> {
  const loaded = startOnce(load)
  const app = new Hono<AppEnv>()
  for (const address of addresses) {
    const [method = '', path = ''] = address.split(' ')
    app.on(
      method,
      path,
      handleOnNeed(async () => {
        const { routes } = await loaded()
        const route = routes.find((each) => each.method === method && each.path === path)
        if (!route) throw new Error(`${address}: not a route of this module`)
        return route.handler as Handler
      }),
    )
  }
  return app
}

/** A handler that is loaded by its first request. */
export function handleOnNeed(load: () => Promise<Handler>): Handler {
  const loaded = startOnce(load)
  return async (c, next) => (await loaded())(c, next)
}
