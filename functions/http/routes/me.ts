import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonReply } from '../reply.ts'

/** `DELETE /v1/me` */
export function meRoutes({ erase }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().delete('/', async (c) => jsonReply(c, await erase(callerWith(c, 'read'))))
}
