import { decodeAnswerId } from '../cache/answer-id.ts'
import { IngotError } from '../errors.ts'
import { callerScopes } from '../lib/scope.ts'
import type { AnswerIdentity } from '../ports/answer-log.ts'
import type { Caller } from '../ports/callers.ts'

/** What an id names. An id out of the caller's scopes is as good as none: throws `not_found`. */
export function findIdentity(id: string, caller: Caller): AnswerIdentity {
  const identity = decodeAnswerId(id)
  if (callerScopes(caller).includes(identity.scope)) return identity
  throw new IngotError('not_found', 'There is no answer of this id.')
}
