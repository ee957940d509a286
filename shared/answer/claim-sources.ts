import type { FillContext } from '../cache/cache-deps.ts'
import { sourceNamesOf } from '../cache/source-names.ts'
import type { Candidate } from './candidate.ts'

/**
 * Writes down what the answer is going to be built on, before anything of it is used, and leaves out what
 * was purged after it may have been retrieved.
 */
export async function claimSources<Claimed extends Pick<Candidate, 'url' | 'collection' | 'document_id'>>(
  candidates: readonly Claimed[],
  { claim }: Pick<FillContext, 'claim'>,
): Promise<Claimed[]> {
  const named = candidates.map((candidate) => ({ candidate, names: sourceNamesOf(candidate) }))
  const purged = await claim([...new Set(named.flatMap(({ names }) => names))])
  return named
    .filter(({ names }) => !names.some((name) => purged.has(name)))
    .map(({ candidate }) => candidate)
}
