import { Hono } from 'hono'
import type { Live } from '../../../shared/api/health.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { jsonReply } from '../reply.ts'

/** `GET /health/live`: the process is up. `GET /health/ready`: what it depends on can be reached. */
export function healthRoutes({ version, readiness }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/live', (c) => jsonReply(c, { status: 'live', version } satisfies Live))
    .get('/ready', async (c) => {
      const ready = await readiness()
      return jsonReply(c, ready, { status: ready.status === 'ready' ? 200 : 503 })
    })
}
