import type { Context } from 'hono'
import * as z from 'zod'
import type { AppEnv } from './app-deps.ts'
import { parseInput } from './parse-input.ts'

const Query = z.strictObject({
  after: z.coerce.number().int().nonnegative().optional(),
})

/**
 * The last event that the client has seen: `?after=`, or the `Last-Event-ID` that a browser sends by itself
 * when it reconnects. A header that is no id of ours is a client's first connection.
 */
export function lastEventId(c: Context<AppEnv>): number | null {
  const { after } = parseInput(Query, c.req.query())
  if (after !== undefined) return after
  const header = c.req.header('last-event-id') ?? ''
  return /^\d{1,16}$/.test(header) ? Number(header) : null
}
