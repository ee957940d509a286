import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { requireScope } from '../middleware/caller.ts'

/** `GET /v1/models` */
export function modelRoutes({ models }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/', requireScope('read'), (c) => c.json(models()))
}
