import { IngotError } from '../errors.ts'
import { type Authenticate, CALLER_SCOPES, type Caller } from '../ports/callers.ts'
import type { VerifyToken } from '../ports/token-verifier.ts'
import type { KeyRing } from './key-ring.ts'
import { hashSecret, isSecret } from './secret.ts'

/** RFC 6750, section 2.1. Longer ones no client has, and each costs a hash. */
const BEARER = /^Bearer ([\w.~+/-]{1,8000}=*)$/i
const LOCAL_PREFIX = 'ingot_local_'
const KEY_PREFIX = 'ingot_'

/** Local mode on loopback: everybody who can reach it is the machine's own user. */
export const LOCAL_CALLER: Caller = Object.freeze({
  tenant: 'local',
  user: 'local',
  scopes: CALLER_SCOPES,
})

/** The secret by which the commands of this machine are known: it lies in the state folder. */
export const localBearer = (secret: string): string => `${LOCAL_PREFIX}${secret}`

/** Checks who is calling, by the kinds that are configured. A kind that is null is refused. */
export function createAuthenticate(options: {
  /** Whoever comes without an `Authorization`. */
  anonymous: Caller | null
  keys: Pick<KeyRing, 'callerOf'> | null
  tokens: VerifyToken | null
  /** Default: nobody is known by it. */
  localSecret?: string | undefined
}): Authenticate {
  const { anonymous, keys, tokens, localSecret } = options
  // Clients send keys that mean nothing here, since they cannot be told not to.
  if (anonymous && !keys && !tokens) return async () => anonymous
  const localHash = localSecret === undefined ? undefined : hashSecret(localSecret)
  const accepted = [...(keys ? ['an API key'] : []), ...(tokens ? ['a token'] : [])].join(' or ')

  const kinds = [
    {
      isOfKind: (bearer: string) => localHash !== undefined && bearer.startsWith(LOCAL_PREFIX),
      callerOf: async (bearer: string) => {
        if (isSecret(bearer.slice(LOCAL_PREFIX.length), localHash ?? '')) return LOCAL_CALLER
        throw new IngotError('unauthenticated', 'The secret of this machine is another one.')
      },
    },
    { isOfKind: (bearer: string) => bearer.startsWith(KEY_PREFIX), callerOf: keys?.callerOf },
    { isOfKind: (bearer: string) => bearer.split('.').length === 3, callerOf: tokens },
  ]

  return async ({ headers }) => {
    const header = headers.get('authorization')
    if (header === null) {
      if (anonymous) return anonymous
      throw new IngotError('unauthenticated', `Authenticate: Authorization: Bearer, with ${accepted}.`)
    }
    const bearer = BEARER.exec(header)?.[1]
    if (bearer === undefined) throw new IngotError('unauthenticated', 'The Authorization is no Bearer token.')
    const callerOf = kinds.find(({ isOfKind }) => isOfKind(bearer))?.callerOf
    if (callerOf) return callerOf(bearer)
    throw new IngotError('unauthenticated', `This is not ${accepted} of this server.`)
  }
}
