import { Hono } from 'hono'
import {
  type Key,
  type KeyList,
  KeyListQuery,
  KeyRequest,
  type NewKey,
  RotateRequest,
} from '../../../shared/api/keys.ts'
import { stateOf } from '../../../shared/callers/key-ring.ts'
import type { ApiKeyRecord } from '../../../shared/ports/api-keys.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody } from '../parse-body.ts'
import { invalidFields, parseInput } from '../parse-input.ts'
import { emptyReply, jsonReply } from '../reply.ts'

/** A key is told once, and nothing between here and its owner may keep it. */
const TOLD_ONCE = { 'cache-control': 'no-store' }

/** `POST` and `GET /v1/keys`, `DELETE /v1/keys/{id}`, `POST /v1/keys/{id}/rotate`: for operators. */
export function keyRoutes({
  keys,
  clock,
  bodyLimitBytes: limitBytes,
}: Pick<AppDeps, 'keys' | 'clock' | 'bodyLimitBytes'>): Hono<AppEnv> {
  const readKey = jsonBody(KeyRequest, { limitBytes })
  const readRotation = jsonBody(RotateRequest, { limitBytes })
  return new Hono<AppEnv>()
    .post('/', async (c) => {
      callerWith(c, 'operator')
      const { expires_at, ...wish } = await readKey(c.req.raw)
      const expiresAt = expires_at === null ? null : Date.parse(expires_at)
      if (expiresAt !== null && expiresAt <= clock.now()) {
        throw invalidFields([{ path: 'expires_at', message: 'must be in the future' }])
      }
      const { record, key } = await keys.create({ ...wish, expiresAt })
      const told: NewKey = { ...toKey(record, clock.now()), key }
      return jsonReply(c, told, { status: 201, headers: { ...TOLD_ONCE } })
    })
    .get('/', async (c) => {
      callerWith(c, 'operator')
      const { limit, cursor = null } = parseInput(KeyListQuery, c.req.query())
      const page = await keys.list({ limit, cursor })
      const listed = page.keys.map((record) => toKey(record, clock.now()))
      return jsonReply(c, { keys: listed, next_cursor: page.nextCursor } satisfies KeyList)
    })
    .delete('/:id', async (c) => {
      callerWith(c, 'operator')
      await keys.revoke(c.req.param('id'))
      return emptyReply(c)
    })
    .post('/:id/rotate', async (c) => {
      callerWith(c, 'operator')
      const { overlap_s } = await readRotation(c.req.raw)
      const { record, key } = await keys.rotate(c.req.param('id'), { overlapMs: overlap_s * 1_000 })
      const told: NewKey = { ...toKey(record, clock.now()), key }
      return jsonReply(c, told, { headers: { ...TOLD_ONCE } })
    })
}

const instant = (at: number | null) => (at === null ? null : new Date(at).toISOString())

function toKey(record: ApiKeyRecord, now: number): Key {
  const { id, name, tenant, user, scopes, limits, budget, createdAt, expiresAt, revokedAt } = record
  return {
    ...{ id, name, tenant, user, limits, budget },
    scopes: [...scopes],
    state: stateOf(record, now),
    created_at: new Date(createdAt).toISOString(),
    expires_at: instant(expiresAt),
    revoked_at: instant(revokedAt),
  }
}
