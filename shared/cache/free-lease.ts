import type { AnswerLog, LogAddress } from '../ports/answer-log.ts'

/**
 * Releases the lease of a fence whose log has its last row: nothing is left to write there, whoever holds
 * it. A leader that has not noticed yet is refused at its next renewal and stops; a dead one keeps nobody
 * waiting.
 */
export async function freeLease(
  log: Pick<AnswerLog<never>, 'readLease' | 'release'>,
  address: LogAddress,
): Promise<void> {
  const lease = await log.readLease(address)
  if (lease?.state !== 'filling' || lease.fence !== address.fence) return
  await log.release(address, { owner: lease.owner })
}
