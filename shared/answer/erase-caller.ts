import type { Erased } from '../api/me.ts'
import { IngotError } from '../errors.ts'
import { userScope } from '../lib/scope.ts'
import { dayOf } from '../metrics/record-usage.ts'
import type { Caller } from '../ports/callers.ts'
import type { Clock } from '../ports/clock.ts'
import type { Feedback } from '../ports/feedback.ts'
import type { Ledger } from '../ports/ledger.ts'
import type { Threads } from '../ports/threads.ts'
import { accountOf } from './account-of.ts'
import { hashOfPerson } from './payer.ts'

export type EraseDeps = {
  threads: Pick<Threads, 'all' | 'remove'>
  /** Ids of a person's own documents, and how one is removed with what was made of it. */
  documents: {
    idsOf(caller: Caller): AsyncIterable<string>
    remove(id: string, caller: Caller): Promise<void>
  }
  /** Purges the answers that were made for a scope, and tells how many. */
  forgetScope: (scope: string) => Promise<number>
  feedback: Pick<Feedback, 'forget'>
  ledger: Pick<Ledger, 'forget'>
  clock: Clock
}

/**
 * Erases what is kept of a person, and tells how much it was. Done again after a failure, it goes on. The sums
 * of the running day stay: today's limits hold by them. Throws `forbidden` for callers whom nobody knows.
 */
export async function eraseCaller(deps: EraseDeps, caller: Caller): Promise<Erased> {
  const { threads, documents, feedback, ledger, clock } = deps
  const scope = userScope(caller)
  if (scope === null) {
    throw new IngotError(
      'forbidden',
      'Only a person can be forgotten: call with a key or a token that names a user.',
    )
  }
  const erased: Erased = { threads: 0, documents: 0, answers: 0, feedback: 0 }
  for await (const id of threads.all(scope)) {
    if ((await threads.remove(scope, id)) === 'removed') erased.threads += 1
  }
  // Before the documents, which take the answers made of them along uncounted.
  erased.answers = await deps.forgetScope(scope)
  for await (const id of documents.idsOf(caller)) {
    await documents.remove(id, caller)
    erased.documents += 1
  }
  // What was answered of them meanwhile.
  erased.answers += await deps.forgetScope(scope)
  const person = hashOfPerson(caller)
  if (person !== null) erased.feedback = await feedback.forget(person)
  const account = accountOf('caller', caller)
  if (account !== null) await ledger.forget(account, { before: dayOf(clock.now()) })
  return erased
}
