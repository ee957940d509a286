import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose'
import { IngotError } from '../../errors.ts'
import type { Clock } from '../../ports/clock.ts'

const TIMEOUT_MS = 5_000
/** A key that is not among the known ones makes us look again, this often at most. */
const COOLDOWN_MS = 10_000
/** A key that the issuer has withdrawn is refused after this. */
const KEPT_MS = 300_000
/** After a failure the issuer is left alone for this long. */
const PAUSE_MS = 5_000

/**
 * The public keys of an issuer, fetched when they are needed. Throws `issuer_unavailable`; what a token did
 * wrong is thrown as `jose` says it.
 */
export function createIssuerKeys(options: {
  issuer: string
  /** Default: as the issuer's discovery document says (OpenID Connect Discovery 1.0, section 4). */
  jwksUrl?: string | undefined
  clock: Pick<Clock, 'now'>
}): JWTVerifyGetKey {
  const { issuer, jwksUrl, clock } = options
  let failedAt = Number.NEGATIVE_INFINITY
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined
  let discovering: Promise<URL> | undefined

  /** `fetch` that leaves an issuer alone which has just failed. */
  const carefully = async (url: string, init: RequestInit): Promise<Response> => {
    if (clock.now() - failedAt < PAUSE_MS) throw unavailable(undefined)
    try {
      const response = await fetch(url, init)
      if (response.status !== 200) throw new Error(`status ${response.status}`)
      return response
    } catch (cause) {
      failedAt = clock.now()
      throw unavailable(cause)
    }
  }

  const discover = async (): Promise<URL> => {
    if (jwksUrl !== undefined) return new URL(jwksUrl)
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`
    const response = await carefully(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    const told = (await response.json().catch(() => ({}))) as { issuer?: unknown; jwks_uri?: unknown }
    // Section 4.3: whoever speaks for the issuer must say so.
    if (told.issuer === issuer && typeof told.jwks_uri === 'string' && URL.canParse(told.jwks_uri)) {
      return new URL(told.jwks_uri)
    }
    failedAt = clock.now()
    throw unavailable(new Error('the discovery document is of another issuer, or names no keys'))
  }

  const keysOf = async () => {
    if (keys) return keys
    discovering ??= discover().finally(() => {
      discovering = undefined
    })
    const url = await discovering
    keys ??= createRemoteJWKSet(url, {
      timeoutDuration: TIMEOUT_MS,
      cooldownDuration: COOLDOWN_MS,
      cacheMaxAge: KEPT_MS,
      [customFetch]: carefully,
    })
    return keys
  }

  return async (header, token) => (await keysOf())(header, token)
}

const unavailable = (cause: unknown) =>
  new IngotError('issuer_unavailable', 'Who issued the token cannot be asked for its keys now.', { cause })
