import type { AnswerAddress } from '../ports/answer-log.ts'
import type { Provenance, SourceName } from '../ports/provenance.ts'
import { CLOCK_SKEW_MS } from './cache-deps.ts'

/**
 * Watches over the sources of one fill. What is claimed is written down first, so that a purge finds the
 * answer; a mark that changes after that says that the source was purged while the answer was made.
 */
export function createSourceGuard(
  provenance: Pick<Provenance, 'record' | 'marks'>,
  address: AnswerAddress,
  options: { retrievedAt: number },
) {
  const seen = new Map<SourceName, number | undefined>()
  return {
    /** Those purged so lately that what was retrieved may be from before; they are not watched further. */
    async claim(sources: readonly SourceName[]): Promise<ReadonlySet<SourceName>> {
      if (sources.length === 0) return new Set()
      await provenance.record(sources, { kind: 'answer', address })
      const marks = await provenance.marks(sources)
      const purged = new Set<SourceName>()
      for (const source of sources) {
        const mark = marks.get(source)
        if (mark !== undefined && mark > options.retrievedAt - CLOCK_SKEW_MS) purged.add(source)
        else seen.set(source, mark)
      }
      return purged
    },
    /** Whether no claimed source was purged since. */
    async isIntact(): Promise<boolean> {
      if (seen.size === 0) return true
      const marks = await provenance.marks([...seen.keys()])
      return [...seen].every(([source, mark]) => marks.get(source) === mark)
    },
  }
}
export type SourceGuard = ReturnType<typeof createSourceGuard>
