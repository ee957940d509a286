import { IngotError } from '../errors.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { CacheItems } from '../ports/cache-items.ts'
import type { Clock } from '../ports/clock.ts'
import type { Reading } from './answers.ts'

const KEPT_MS = 24 * 3_600_000
/** How long the first request may take to get its answer's id before it is taken for dead. */
const CLAIM_MS = 10_000
const POLL_MS = 100

type Claim = { bodyHash: string; id: string | null; claimedAt: number }

/**
 * A repeated request under the same key reads the answer of the first one. Throws `idempotency_mismatch`
 * when its body is another.
 */
export async function joinFirst(
  { items, clock }: { items: CacheItems; clock: Clock },
  { caller, key, bodyHash }: { caller: string; key: string; bodyHash: string },
  { ask, join }: { ask: () => Promise<Reading>; join: (id: string) => Promise<Reading> },
): Promise<Reading> {
  const item = { kind: 'I' as const, scope: caller, key: sha256Hex(key, 40) }
  const mine: Claim = { bodyHash, id: null, claimedAt: clock.now() }
  const put = (claim: Claim) => items.put(item, claim, { expiresAt: clock.now() + KEPT_MS })
  const claimed = await items.putIfAbsent(item, mine, { expiresAt: mine.claimedAt + KEPT_MS })
  if (claimed.kind === 'taken') {
    let first = claimed.value as Claim
    if (first.bodyHash !== bodyHash) {
      throw new IngotError('idempotency_mismatch', 'This Idempotency-Key was used with another body.')
    }
    while (first.id === null && clock.now() < first.claimedAt + CLAIM_MS) {
      await clock.sleep(POLL_MS)
      first = ((await items.get(item, { consistent: true })) as Claim | undefined) ?? {
        ...first,
        claimedAt: 0,
      }
    }
    if (first.id !== null) return join(first.id)
  }
  try {
    const reading = await ask()
    await put({ ...mine, id: reading.id })
    return reading
  } catch (thrown) {
    // Nothing was begun, so the next try is the first again.
    await items.remove(item).catch(() => undefined)
    throw thrown
  }
}
