import { LRUCache } from 'lru-cache'
import { IngotError } from '../errors.ts'
import type { ApiKeyRecord, ApiKeys } from '../ports/api-keys.ts'
import type { Caller } from '../ports/callers.ts'
import type { Clock } from '../ports/clock.ts'
import { hashSecret, isSecret, keyText, newKeyId, newSecret, parseKey } from './secret.ts'

/** What is known of a key is looked up again after this long, so that it is dead everywhere within 5 s. */
const BELIEVED_MS = 4_000
/** Keys that are known, and ids that nobody has, each: whoever guesses pushes out other guesses alone. */
const REMEMBERED = 10_000
const SECRETS_AT_MOST = 4
const ID = /^[a-z2-7]{16}$/
const CHANGE_ATTEMPTS = 5

export type KeyWish = Pick<
  ApiKeyRecord,
  'name' | 'tenant' | 'user' | 'scopes' | 'limits' | 'budget' | 'expiresAt'
>

/** The only time that the key itself is told. */
export type NewKey = { record: ApiKeyRecord; key: string }

export type KeyRing = {
  create(wish: KeyWish): Promise<NewKey>
  list: ApiKeys['list']
  /** A new secret; the ones before it are good for `overlapMs` more. Throws `not_found` for a dead key, too. */
  rotate(id: string, options: { overlapMs: number }): Promise<NewKey>
  /** Dead for good, everywhere within 5 s. Throws `not_found`. */
  revoke(id: string): Promise<void>
  /** Whose key it is. Throws `unauthenticated`, or `store_unavailable` when nobody can tell. */
  callerOf(text: string): Promise<Caller>
}

type Known = { record: ApiKeyRecord; caller: Caller; readAt: number }

/** API keys: made, changed, and recognised. */
export function createKeyRing({ keys, clock }: { keys: ApiKeys; clock: Pick<Clock, 'now'> }): KeyRing {
  const known = new LRUCache<string, Known>({ max: REMEMBERED })
  const unknown = new LRUCache<string, number>({ max: REMEMBERED })
  const reading = new Map<string, Promise<Known | undefined>>()

  const forget = (id: string) => {
    known.delete(id)
    unknown.delete(id)
  }

  const read = async (id: string): Promise<Known | undefined> => {
    // As old as the question is, not as the reply.
    const readAt = clock.now()
    const record = await keys.get(id)
    forget(id)
    if (!record) {
      unknown.set(id, readAt)
      return undefined
    }
    const fresh: Known = { record, caller: callerOf(record), readAt }
    known.set(id, fresh)
    return fresh
  }

  const find = (id: string): Promise<Known | undefined> | Known | undefined => {
    const now = clock.now()
    const there = known.get(id)
    if (there && now - there.readAt < BELIEVED_MS) return there
    if (now - (unknown.get(id) ?? Number.NEGATIVE_INFINITY) < BELIEVED_MS) return undefined
    const running = reading.get(id) ?? read(id).finally(() => reading.delete(id))
    reading.set(id, running)
    return running
  }

  const change = async (id: string, next: (record: ApiKeyRecord) => Partial<ApiKeyRecord>) => {
    for (let attempt = 1; attempt <= CHANGE_ATTEMPTS; attempt += 1) {
      const record = ID.test(id) ? await keys.get(id) : undefined
      if (!record) throw new IngotError('not_found', 'There is no key of this id.')
      const changed = { ...record, ...next(record), version: record.version + 1 }
      if ((await keys.put(changed)) === 'conflict') continue
      forget(id)
      return changed
    }
    throw new IngotError('store_unavailable', 'Others keep changing this key; try again.')
  }

  return {
    async create(wish) {
      const [id, secret] = [newKeyId(), newSecret()]
      const record: ApiKeyRecord = {
        id,
        ...wish,
        createdAt: clock.now(),
        revokedAt: null,
        secrets: [{ hash: hashSecret(secret), goodUntil: null }],
        version: 1,
      }
      if ((await keys.put(record)) === 'conflict') {
        throw new IngotError('internal', 'Two keys were given the same id.')
      }
      forget(id)
      return { record, key: keyText({ id, secret }) }
    },

    list: (options) => keys.list(options),

    async rotate(id, { overlapMs }) {
      const secret = newSecret()
      const record = await change(id, (before) => {
        const now = clock.now()
        if (stateOf(before, now) !== 'good') {
          throw new IngotError('not_found', 'This key is revoked or has expired; create a new one.')
        }
        const goodUntil = now + overlapMs
        const older = before.secrets
          .map(({ hash, goodUntil: until }) => ({ hash, goodUntil: Math.min(until ?? goodUntil, goodUntil) }))
          .filter((each) => each.goodUntil > now)
        return {
          secrets: [{ hash: hashSecret(secret), goodUntil: null }, ...older].slice(0, SECRETS_AT_MOST),
        }
      })
      return { record, key: keyText({ id, secret }) }
    },

    async revoke(id) {
      await change(id, ({ revokedAt }) => ({ revokedAt: revokedAt ?? clock.now(), secrets: [] }))
    },

    async callerOf(text) {
      const parsed = parseKey(text)
      const found = parsed && (await find(parsed.id))
      if (!parsed || !found) throw unauthenticated('This API key is not known here.')
      const { record, caller } = found
      const now = clock.now()
      const isTheirs = record.secrets.some(
        ({ hash, goodUntil }) => isSecret(parsed.secret, hash) && (goodUntil === null || goodUntil > now),
      )
      if (!isTheirs) throw unauthenticated('This API key is not known here.')
      if (stateOf(record, now) !== 'good') throw unauthenticated('This API key has expired.')
      return caller
    },
  }
}

export function stateOf({ revokedAt, expiresAt }: ApiKeyRecord, now: number): 'good' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'good'
}

const unauthenticated = (message: string) => new IngotError('unauthenticated', message)

/** One object for as long as the record is believed: what is remembered of a caller stays. */
const callerOf = ({ id, tenant, user, scopes, limits, budget }: ApiKeyRecord): Caller =>
  Object.freeze({ tenant, user, scopes, key: id, limits, budget })
