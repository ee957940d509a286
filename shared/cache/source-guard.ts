import type { AnswerAddress } from '../ports/answer-log.ts'
import type { Provenance, SourceName } from '../ports/provenance.ts'
import { CLOCKS_APART_MS } from './cache-deps.ts'

/**
 * Watches over the sources of one fill. What is claimed is written down first, so that a purge finds the
 * answer; a mark that changes after that says that the source was purged while the answer was made.
 */
export function createSourceGuard(
  provenance: Pick<Provenance, 'record' | 'marks'>,
  { scope, key }: AnswerAddress,
  options: { retrievedAt: number },
) {
  const address = { scope, key }
  const seen = new Map<SourceName, number | undefined>()
  /** Used, though the store could not take it down then. */
  const owed = new Set<SourceName>()

  const claimNow = async (sources: readonly SourceName[]): Promise<ReadonlySet<SourceName>> => {
    const purged = new Set<SourceName>()
    const unclaimed = sources.filter((source) => !seen.has(source))
    if (unclaimed.length === 0) return purged
    await provenance.record(unclaimed, { kind: 'answer', address })
    const marks = await provenance.marks(unclaimed)
    for (const source of unclaimed) {
      const mark = marks.get(source)
      if (mark !== undefined && mark > options.retrievedAt - CLOCKS_APART_MS) purged.add(source)
      else seen.set(source, mark)
    }
    return purged
  }

  return {
    /**
     * Those purged so lately that what was retrieved may be from before; they are not watched further. A
     * store that fails keeps nobody from reading: what it owes is made up for before the commit.
     */
    async claim(sources: readonly SourceName[]): Promise<ReadonlySet<SourceName>> {
      try {
        return await claimNow(sources)
      } catch {
        for (const source of sources) owed.add(source)
        return new Set()
      }
    },
    /** Whether no claimed source was purged since. Throws when the store cannot say. */
    async isIntact(): Promise<boolean> {
      if ((await claimNow([...owed])).size > 0) return false
      if (seen.size === 0) return true
      const marks = await provenance.marks([...seen.keys()])
      return [...seen].every(([source, mark]) => marks.get(source) === mark)
    },
  }
}
export type SourceGuard = ReturnType<typeof createSourceGuard>
