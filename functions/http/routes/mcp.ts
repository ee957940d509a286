import { type Context, Hono } from 'hono'
import { McpMessage } from '../../../shared/api/mcp.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { createMessageServer } from '../mcp/serve-message.ts'
import { callerWith } from '../middleware/identify.ts'
import { isLoopbackOrigin } from '../middleware/loopback-only.ts'
import { jsonBody } from '../parse-body.ts'

/**
 * `POST /mcp`: the Model Context Protocol over streamable HTTP. Nothing is kept between two messages, so there
 * is no stream to open with GET and no session to DELETE: 405, as the protocol has it.
 */
export function mcpRoutes(deps: AppDeps): Hono<AppEnv> {
  const read = jsonBody(McpMessage, { limitBytes: deps.bodyLimitBytes })
  const serve = createMessageServer(deps)
  const { corsOrigins = [] } = deps
  return new Hono<AppEnv>().post('/', async (c) => {
    expectOrigin(c, corsOrigins)
    const caller = callerWith(c, 'read')
    return serve(c, await read(c.req.raw), caller)
  })
}

/** A page of a site that is not named must not speak to this server, whatever name it has reached it by. */
function expectOrigin(c: Context<AppEnv>, named: readonly string[]): void {
  const origin = c.req.header('origin')
  if (origin === undefined || isLoopbackOrigin(origin)) return
  if (named.includes(origin) || named.includes('*')) return
  const host = c.req.header('host') ?? new URL(c.req.url).host
  if (!URL.canParse(origin) || new URL(origin).host !== host) {
    throw new IngotError('forbidden', 'This server does not answer pages of other sites.')
  }
}
