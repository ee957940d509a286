import type { PurgeRequest, PurgeResponse } from '../api/purge.ts'
import type { AnswerCache } from '../cache/answer-cache.ts'
import type { Purged } from '../cache/end-fill.ts'
import { answerName, sourceNamesOf } from '../cache/source-names.ts'
import { IngotError } from '../errors.ts'
import { tenantScope, userScope } from '../lib/scope.ts'
import type { AnswerAddress } from '../ports/answer-log.ts'
import type { CacheItems } from '../ports/cache-items.ts'
import type { Caller } from '../ports/callers.ts'
import type { Clock } from '../ports/clock.ts'
import type { Provenance, SourceName } from '../ports/provenance.ts'
import type { AnswerEvent } from './events.ts'
import { findIdentity } from './find-identity.ts'
import type { FillRequest } from './request.ts'

export type PurgeDeps = {
  cache: Pick<AnswerCache<AnswerEvent, FillRequest>, 'purge'>
  provenance: Provenance
  items: Pick<CacheItems, 'remove'>
  clock: Clock
}

/** Purges one answer, or a source with all that was made of it. */
export async function purgeCache(
  deps: PurgeDeps,
  { answer, key, url, host, document }: PurgeRequest,
  caller: Caller,
): Promise<PurgeResponse> {
  if (answer !== undefined) {
    const purged = await purgeAnswer(deps, findIdentity(answer, caller))
    if (purged === 'nothing') throw new IngotError('not_found', 'There is no answer of this id.')
    return { answers: countOf(purged), items: 0 }
  }
  if (key !== undefined) return { answers: countOf(await purgeAnswer(deps, key)), items: 0 }
  const sources: SourceName[] = []
  if (url !== undefined) {
    const names = sourceNamesOf({ url, collection: null, document_id: null })
    sources.push(...names.filter((name) => name.startsWith('url:')))
  }
  if (host !== undefined) sources.push(`host:${host.toLowerCase().replace(/\.$/, '')}`)
  if (document !== undefined) {
    const own = userScope(caller)
    const collections = [tenantScope(caller), ...(own === null ? [] : [own])]
    for (const collection of collections) sources.push(`document:${collection}/${document}`)
  }
  return purgeSources(deps, sources)
}

/** Out of the cache, and out of the threads that keep a copy of it. */
async function purgeAnswer({ cache, provenance, clock }: PurgeDeps, address: AnswerAddress): Promise<Purged> {
  await provenance.purge(answerName(address), { at: clock.now() })
  return cache.purge(address)
}

/** What was purged before is not purged again. */
const countOf = (purged: Purged) => (purged === 'purged' ? 1 : 0)

/** The mark comes first: a fill that claims a source after that sees it, one that did before is found. */
export async function purgeSources(
  { cache, provenance, items, clock }: PurgeDeps,
  sources: readonly SourceName[],
): Promise<PurgeResponse> {
  const purged = { answers: 0, items: 0 }
  for (const source of sources) {
    await provenance.purge(source, { at: clock.now() })
    for await (const dependent of provenance.dependents(source)) {
      if (dependent.kind === 'item') {
        await items.remove(dependent.key)
        purged.items += 1
      } else purged.answers += countOf(await cache.purge(dependent.address))
    }
  }
  return purged
}
