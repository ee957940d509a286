import type { AnswerRequest } from '../api/answer-request.ts'
import type { AskOptions as CacheOptions } from '../cache/ask.ts'
import type { Order } from '../cache/cache-deps.ts'
import { deepFreeze } from '../lib/deep-freeze.ts'
import { collectionScope } from '../lib/scope.ts'
import type { FreshnessClass } from '../metrics/definitions.ts'
import type { Caller } from '../ports/callers.ts'
import type { AskOptions } from './answers.ts'
import type { CollectionVersions } from './collection-versions.ts'
import type { Envelope } from './envelope.ts'
import type { FillRequest } from './request.ts'
import { resolveQuestion } from './resolve.ts'

/** A question as one caller asks it: what is to be read or filled, and how they want it. */
export type Prepared = {
  order: Order<FillRequest>
  asking: Pick<CacheOptions, 'use' | 'maxAgeS' | 'semantic' | 'isUnstored'>
  view: Pick<Envelope, 'question' | 'requestedMode' | 'hide'>
}

/** Every collection that was looked for, with the version that was found; 0: it is empty. */
type Found = { prepared: Prepared; collections: readonly (readonly [string, number])[] }

/**
 * Makes questions ready to be asked. Popular ones come again and again as the very same request
 * (`jsonBody`), so what became of it is remembered for as long as the documents stay as they were.
 */
export function createPreparation(options: {
  versions: Pick<CollectionVersions, 'of' | 'peek'>
  orderOf: (request: FillRequest, collections: Record<string, number>) => Order<FillRequest>
  freshnessOf: (question: string) => FreshnessClass
}) {
  const { versions, orderOf, freshnessOf } = options
  const known = new WeakMap<Caller, WeakMap<AnswerRequest, Found>>()

  const knownOf = (caller: Caller) => {
    const requests = known.get(caller) ?? new WeakMap<AnswerRequest, Found>()
    known.set(caller, requests)
    return requests
  }

  return {
    /** What the request was prepared as before, at once; undefined when it has to be looked at anew. */
    recall(request: AnswerRequest, caller: Caller): Prepared | undefined {
      const found = known.get(caller)?.get(request)
      if (!found) return undefined
      for (const [name, version] of found.collections) if (versions.peek(name) !== version) return undefined
      return found.prepared
    },
    async prepare(
      request: AnswerRequest,
      caller: Caller,
      { question, isStandalone }: AskOptions['within'] = { question: request.question, isStandalone: true },
    ): Promise<Prepared> {
      const deps = { versions, freshnessOf }
      const resolved = await resolveQuestion(request, caller, deps, { isStandalone })
      const prepared: Prepared = deepFreeze({
        order: orderOf(resolved.request, resolved.versions),
        asking: {
          use: request.cache.use,
          maxAgeS: request.cache.max_age_s,
          semantic: request.cache.semantic && isStandalone,
          isUnstored: resolved.isUnstorable,
        },
        view: {
          question,
          requestedMode: request.mode,
          hide: { reasoning: !request.reasoning, followUps: !request.follow_ups },
        },
      })
      const names = request.sources.flatMap((name) =>
        name === 'web' ? [] : [collectionScope(name, caller) ?? []].flat(),
      )
      const collections = names.map((name) => [name, resolved.versions[name] ?? 0] as const)
      knownOf(caller).set(request, { prepared, collections })
      return prepared
    },
  }
}
