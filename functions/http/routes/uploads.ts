import { Hono } from 'hono'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { readBytes } from '../read-body.ts'
import { reply } from '../reply.ts'

/** `PUT /uploads/{token}`: the address of a file's bytes where no other store takes them. As S3, it says just 200. */
export function uploadRoutes({ ingest }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().put('/:token', async (c) => {
    await ingest.receiveUpload(c.req.param('token'), {
      mediaType: c.req.header('content-type'),
      read: (size) => readBytes(c.req.raw, size),
    })
    return reply(c, null)
  })
}
