import { Hono } from 'hono'
import { IngotError } from '../../../shared/errors.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonReply } from '../reply.ts'

/** `GET /v1/models`, `GET /v1/models/{id}` */
export function modelRoutes({ models }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>()
    .get('/', (c) => {
      callerWith(c, 'read')
      return jsonReply(c, models())
    })
    .get('/:id', (c) => {
      callerWith(c, 'read')
      const model = models().data.find(({ id }) => id === c.req.param('id'))
      if (!model) throw new IngotError('not_found', 'There is no model of this alias.')
      return jsonReply(c, model)
    })
}
