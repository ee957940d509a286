import { IngotError } from '../../errors.ts'
import { userScope } from '../../lib/scope.ts'
import type { Caller } from '../../ports/callers.ts'

const ID = /^thr_[0-9a-f]{30}$/

/** Throws `not_found` for what was never an id of ours: the store is not asked. */
export function checkThreadId(id: string): void {
  if (!ID.test(id)) throw noThread()
}

export const noThread = () => new IngotError('not_found', 'There is no thread of this id.')

/** Whose threads a caller's are. */
export function ownerOf(caller: Caller): string {
  const owner = userScope(caller)
  if (owner !== null) return owner
  throw new IngotError(
    'forbidden',
    'Threads belong to a person: call with a key or a token that names a user.',
  )
}
