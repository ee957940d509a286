import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonReply } from '../reply.ts'

/** `GET /v1/models` */
export function modelRoutes({ models }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/', (c) => {
    callerWith(c, 'read')
    return jsonReply(c, models())
  })
}
