import type { Context } from 'hono'
import type { Timing } from '../../shared/api/answer.ts'
import type { AppEnv } from './app-deps.ts'
import { rateLimitHeaders } from './rate-limit-headers.ts'

type Body = string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null

export type ReplyOptions = {
  /** Default: 200. */
  status?: number
  /** The reply's own from now on: more are added. */
  headers?: Record<string, string>
  /** Default: the time until now. */
  timing?: Timing
}

/**
 * Every reply is made here, with the headers that every reply has. They stay a plain record on their way to
 * the socket: a `Headers` would cost more than all the rest of a hit.
 */
export function reply(c: Context<AppEnv>, body: Body, options: ReplyOptions = {}): Response {
  const { status = 200, headers = {}, timing } = options
  headers['x-request-id'] = c.get('requestId')
  headers['x-content-type-options'] = 'nosniff'
  headers['server-timing'] = serverTiming(timing ?? { total_ms: c.get('elapsedMs')() })
  const states = c.get('limitStates')
  if (states) Object.assign(headers, rateLimitHeaders(states()))
  return new Response(body, { status, headers })
}

export const jsonReply = (c: Context<AppEnv>, value: object, options: ReplyOptions = {}): Response =>
  reply(c, JSON.stringify(value), {
    ...options,
    headers: { 'content-type': 'application/json', ...options.headers },
  })

/** 204, RFC 9110 section 15.3.5 */
export const emptyReply = (c: Context<AppEnv>): Response => reply(c, null, { status: 204 })

/** W3C Server-Timing: `{search_ms: 12, total_ms: 40}` -> `search;dur=12, total;dur=40` */
function serverTiming(timing: Partial<Timing>): string {
  let told = ''
  for (const [name, field] of PHASES) {
    const ms = timing[field]
    if (ms !== undefined && ms !== null) told += `${told === '' ? '' : ', '}${name};dur=${ms}`
  }
  return told
}
const PHASES = [
  ['search', 'search_ms'],
  ['read', 'read_ms'],
  ['first_delta', 'first_delta_ms'],
  ['total', 'total_ms'],
] as const
