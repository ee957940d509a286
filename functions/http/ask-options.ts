import type { Context } from 'hono'
import type { AskOptions } from '../../shared/answer/answers.ts'
import { canonicalJson } from '../../shared/cache/key.ts'
import { sha256Hex } from '../../shared/lib/hash.ts'
import type { AppEnv } from './app-deps.ts'
import { invalidFields } from './parse-input.ts'

const KEY_MAX_LENGTH = 255

/** What a request's headers say about how it is to be answered: `Prefer` (RFC 7240) and `Idempotency-Key`. */
export function askOptions(
  c: Context<AppEnv>,
  request: object,
  key = c.req.header('idempotency-key'),
): AskOptions {
  if (key !== undefined && (key === '' || key.length > KEY_MAX_LENGTH)) {
    throw invalidFields([{ path: 'Idempotency-Key', message: `1 to ${KEY_MAX_LENGTH} characters` }])
  }
  return {
    isDeferred: prefersAsync(c.req.header('prefer')),
    idempotency:
      key === undefined ? undefined : { key, bodyHash: sha256Hex(canonicalJson([c.req.path, request])) },
  }
}

const prefersAsync = (header: string | undefined) =>
  header
    ?.split(',')
    .some((preference) => preference.split(';')[0]?.trim().toLowerCase() === 'respond-async') ?? false
