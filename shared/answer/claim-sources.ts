import type { FillContext } from '../cache/cache-deps.ts'
import { sourceNamesOf } from '../cache/source-names.ts'
import type { Candidate } from './candidate.ts'
import type { ReadSource } from './read-pages.ts'

/**
 * Writes down what the answer is going to be built on, before anything of it is used, and leaves out what
 * was purged after it may have been retrieved. In a minute the source may be used again, so an answer
 * without it is not kept for longer.
 */
export async function claimSources<Claimed extends Pick<Candidate, 'url' | 'collection' | 'document_id'>>(
  candidates: readonly Claimed[],
  { claim, note }: Pick<FillContext, 'claim' | 'note'>,
): Promise<Claimed[]> {
  const named = candidates.map((candidate) => ({ candidate, names: sourceNamesOf(candidate) }))
  const purged = await claim([...new Set(named.flatMap(({ names }) => names))])
  if (purged.size > 0) note({ degraded: true })
  return named
    .filter(({ names }) => !names.some((name) => purged.has(name)))
    .map(({ candidate }) => candidate)
}

/** A redirect leads to an address, and perhaps a host, that was not known before: it can be purged, too. */
export async function claimPages(
  pages: readonly ReadSource[],
  context: Pick<FillContext, 'claim' | 'note'>,
): Promise<ReadSource[]> {
  const found = pages.map((page) => ({ page, url: page.url ?? null, collection: null, document_id: null }))
  return (await claimSources(found, context)).map(({ page }) => page)
}
