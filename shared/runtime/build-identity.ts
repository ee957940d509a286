import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoApiKeys } from '../adapters/dynamodb/api-keys.ts'
import { createDynamoQuotas } from '../adapters/dynamodb/quotas.ts'
import { createAuthenticate, LOCAL_CALLER } from '../callers/authenticate.ts'
import { createKeyRing } from '../callers/key-ring.ts'
import { createLimits } from '../callers/limits.ts'
import type { AccessFile } from '../config/access.ts'
import type { Settings } from '../config/env.ts'
import type { Clock } from '../ports/clock.ts'
import type { VerifyToken } from '../ports/token-verifier.ts'

/** Who may call, and how much they may ask. */
export function buildIdentity(options: {
  settings: Pick<Settings, 'auth'>
  access: AccessFile
  client: DynamoDBClient
  /** Of the app table. */
  tableName: string
  clock: Clock
  /** Names this process. */
  owner: string
  localSecret?: string | undefined
}) {
  const { settings, access, client, tableName, clock, owner, localSecret } = options
  const keys = createKeyRing({ keys: createDynamoApiKeys({ client, tableName }), clock })
  const authenticate = createAuthenticate({
    anonymous: settings.auth.includes('none') ? LOCAL_CALLER : null,
    keys: settings.auth.includes('keys') ? keys : null,
    tokens: settings.auth.includes('jwt') ? loadTokenVerifier({ issuers: access.issuers, clock }) : null,
    localSecret,
  })
  const quotas = createDynamoQuotas({ client, tableName, clock })
  return { keys, authenticate, limits: createLimits({ quotas, clock, common: access.limits, owner }) }
}

/** Loaded by the first token: who has keys alone needs none of it. */
function loadTokenVerifier(options: { issuers: AccessFile['issuers']; clock: Clock }): VerifyToken {
  let loading: Promise<VerifyToken> | undefined
  const load = async () => {
    const { createTokenVerifier } = await import('../adapters/oidc/verify-token.ts')
    return createTokenVerifier(options)
  }
  return async (token) => {
    loading ??= load()
    return (await loading)(token)
  }
}
