import type { Context } from 'hono'
import * as z from 'zod'
import { Answer } from '../../shared/api/answer.ts'
import type { AppEnv } from './app-deps.ts'
import { invalidFields, parseInput } from './parse-input.ts'
import { jsonReply, reply } from './reply.ts'

const NAMES = Object.keys(Answer.shape)
const AnswerQuery = z.strictObject({ fields: z.string().max(500).optional() })

/**
 * `GET /v1/answers/{id}`: with `fields=` only those named. An answer that has ended carries a weak `ETag`, and
 * whoever has it already gets 304.
 */
export function answerReply(c: Context<AppEnv>, answer: Answer): Response {
  const fields = fieldsOf(parseInput(AnswerQuery, c.req.query()).fields)
  const told = fields ? Object.fromEntries(fields.map((name) => [name, answer[name]])) : answer
  const tag = tagOf(answer, fields)
  if (tag === null) return jsonReply(c, told)
  const headers = { etag: tag, 'cache-control': 'private, no-cache' }
  if (hasTag(c.req.header('if-none-match'), tag)) return reply(c, null, { status: 304, headers })
  return jsonReply(c, told, { headers })
}

function fieldsOf(asked: string | undefined): (keyof Answer)[] | null {
  if (asked === undefined) return null
  const names = [...new Set(asked.split(',').map((name) => name.trim()))]
  const unknown = names.filter((name) => !NAMES.includes(name))
  if (unknown.length === 0) return names as (keyof Answer)[]
  const message = `no field "${unknown[0]}"; allowed: ${NAMES.join(', ')}`
  throw invalidFields([{ path: 'fields', message }])
}

/** Of what the log holds: ages, which change by the second, make no other answer. */
function tagOf({ id, status, completed_at }: Answer, fields: readonly string[] | null): string | null {
  if (status === 'running' || status === 'queued') return null
  const version = [id, status, completed_at, ...(fields ?? [])].join(' ')
  return `W/"${Buffer.from(version).toString('base64url')}"`
}

/** RFC 9110, section 13.1.2: compared weakly, so that one without its `W/`, as some proxies hand it on, is the same. */
function hasTag(header: string | undefined, tag: string): boolean {
  const given = header?.split(',').map((each) => bare(each.trim())) ?? []
  return given.includes(bare(tag)) || given.includes('*')
}
const bare = (tag: string) => tag.replace(/^W\//, '')
