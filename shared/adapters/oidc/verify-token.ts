import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'
import type { Issuer } from '../../config/access.ts'
import { IngotError } from '../../errors.ts'
import { CALLER_SCOPES, type Caller } from '../../ports/callers.ts'
import type { Clock } from '../../ports/clock.ts'
import type { VerifyToken } from '../../ports/token-verifier.ts'
import { createIssuerKeys } from './issuer-keys.ts'

/**
 * Verifies JWTs (RFC 7519, 8725) of the configured OIDC issuers: signature by the issuer's published keys,
 * algorithm as configured, `iss`, `aud`, `exp`, `nbf`, `sub`. What the token says of itself chooses nothing but
 * the issuer whose rules it has to pass.
 */
export function createTokenVerifier(options: {
  issuers: readonly Issuer[]
  clock: Pick<Clock, 'now'>
}): VerifyToken {
  const { clock } = options
  const issuers = new Map(
    options.issuers.map((rules): [string, { rules: Issuer; keys: JWTVerifyGetKey }] => {
      const keys = createIssuerKeys({ issuer: rules.issuer, jwksUrl: rules.jwks_url, clock })
      return [rules.issuer, { rules, keys }]
    }),
  )

  return async (token) => {
    const found = issuers.get(claimedIssuer(token))
    if (!found) throw refused('The token was issued by nobody who is trusted here.')
    const { rules, keys } = found
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer: rules.issuer,
        audience: rules.audience,
        algorithms: rules.algorithms,
        clockTolerance: rules.clock_skew_s,
        currentDate: new Date(clock.now()),
        requiredClaims: ['exp', 'sub'],
      })
      return callerOf(payload, rules)
    } catch (thrown) {
      throw explain(thrown)
    }
  }
}

function claimedIssuer(token: string): string {
  try {
    return decodeJwt(token).iss ?? ''
  } catch (cause) {
    throw refused('The token is not a JWT.', cause)
  }
}

function callerOf(payload: JWTPayload, rules: Issuer): Caller {
  const tenant = rules.tenant ?? payload[rules.tenant_claim ?? '']
  if (!isName(tenant)) throw refused('The token does not say which tenant it is for.')
  if (!isName(payload.sub)) throw refused('The token does not say whose it is.')
  return {
    tenant,
    // A subject is one only within its issuer (OpenID Connect Core 1.0, section 5.7).
    user: `${rules.issuer}|${payload.sub}`,
    scopes: isOperator(payload, rules) ? CALLER_SCOPES : rules.scopes,
  }
}

/** Text that UTF-8 can write, so that two names are never stored as one. */
const isName = (claim: unknown): claim is string =>
  typeof claim === 'string' && claim !== '' && !/\p{Surrogate}/u.test(claim)

function isOperator(payload: JWTPayload, { operators }: Issuer): boolean {
  if (!operators) return false
  const claim = payload[operators.claim]
  return claim === operators.value || (Array.isArray(claim) && claim.includes(operators.value))
}

/** What a caller may be told; nothing of the token is repeated. */
function explain(thrown: unknown): IngotError {
  if (thrown instanceof IngotError) return thrown
  if (thrown instanceof errors.JWTExpired) return refused('The token has expired.', thrown)
  if (thrown instanceof errors.JWTClaimValidationFailed) {
    return refused(`The token's claim "${thrown.claim}" is not accepted here.`, thrown)
  }
  if (thrown instanceof errors.JOSEError) return refused('The token is not valid here.', thrown)
  // What Web Crypto makes of keys and signatures that are none.
  return refused('The token could not be checked.', thrown)
}

const refused = (message: string, cause?: unknown) => new IngotError('unauthenticated', message, { cause })
