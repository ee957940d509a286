import { Hono } from 'hono'
import { ThreadChange, ThreadListQuery, ThreadRequest, TurnListQuery } from '../../../shared/api/threads.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { parseInput } from '../parse-input.ts'
import { emptyReply, jsonReply } from '../reply.ts'

/** `POST` and `GET /v1/threads`; `GET`, `PATCH` and `DELETE /v1/threads/{id}`; `GET /v1/threads/{id}/turns` */
export function threadRoutes({ conversations, bodyLimitBytes: limitBytes }: AppDeps): Hono<AppEnv> {
  const readThread = jsonBody(ThreadRequest, { limitBytes })
  const readChange = jsonBody(ThreadChange, { limitBytes })
  return new Hono<AppEnv>()
    .post('/', async (c) => {
      const caller = callerWith(c, 'read')
      const created = await conversations.create(await readThread(c.req.raw), caller)
      return jsonReply(c, created, { status: 201, headers: { location: `/v1/threads/${created.id}` } })
    })
    .get('/', async (c) => {
      const caller = callerWith(c, 'read')
      const { limit, cursor = null } = parseInput(ThreadListQuery, c.req.query())
      return jsonReply(c, await conversations.list({ limit, cursor }, caller))
    })
    .get('/:id', async (c) => jsonReply(c, await conversations.get(c.req.param('id'), callerWith(c, 'read'))))
    .get('/:id/turns', async (c) => {
      const caller = callerWith(c, 'read')
      const { limit, cursor = null } = parseInput(TurnListQuery, c.req.query())
      return jsonReply(c, await conversations.turns(c.req.param('id'), { limit, cursor }, caller))
    })
    .patch('/:id', async (c) => {
      const caller = callerWith(c, 'read')
      const { title } = await readChange(c.req.raw)
      return jsonReply(c, await conversations.rename(c.req.param('id'), title, caller))
    })
    .delete('/:id', async (c) => {
      await conversations.remove(c.req.param('id'), callerWith(c, 'read'))
      return emptyReply(c)
    })
}
