import { sha256Hex } from '../lib/hash.ts'
import type { SourceName } from '../ports/provenance.ts'
import { canonicalJson } from './key.ts'
import { createSingleFlight, type Landing } from './single-flight.ts'
import { type CopyDeps, createSourceCopies } from './source-copies.ts'

const KEPT_FOR_MS = 30 * 24 * 3_600_000

/** What a synopsis of a source is made from, and so its key. */
export type SynopsisSubject = {
  /** Whose text it is: a document's collection, `shared` for a web page. */
  scope: string
  /** Of the text that the writer is given. */
  contentHash: string
  language: string
  /** The model's alias, or `extractive`. */
  writer: string
  promptVersion: number | string
  /** Where the text comes from: no part of the key, but a purge of one of them drops the synopsis. */
  sources: readonly SourceName[]
}

/** Synopses of sources by their content: two questions over one article have it summarised once. */
export type Synopses = {
  /** The stored synopsis, or what `make` gives; rejects only as `make` does. */
  of(about: SynopsisSubject, make: () => Promise<string>): Promise<string>
}

export function createCachedSynopses(deps: CopyDeps): Synopses {
  const { clock, count } = deps
  const copies = createSourceCopies<string>(deps)
  const flights = createSingleFlight<string>(deps)

  const load = async (
    key: string,
    { scope, sources }: SynopsisSubject,
    make: () => Promise<string>,
  ): Promise<Landing<string>> => {
    const itemKey = { kind: 'D', scope, key } as const
    const known = await copies.read(itemKey)
    if (known) {
      count('synopsis_hits')
      return { value: known.value }
    }
    const retrievedAt = clock.now()
    const value = await make()
    count('synopsis_misses')
    const copy = { value, sources, retrievedAt }
    return { value, stored: copies.keep(itemKey, copy, { expiresAt: retrievedAt + KEPT_FOR_MS }) }
  }

  return {
    async of(about, make) {
      const { scope, contentHash, language, writer, promptVersion } = about
      const key = sha256Hex(canonicalJson({ contentHash, language, writer, promptVersion }), 40)
      // Nobody leaves.
      const { signal } = new AbortController()
      for (;;) {
        let isOwn = false
        try {
          return await flights.run(`${scope}/${key}`, { signal }, () => {
            isOwn = true
            return load(key, about, make)
          })
        } catch (thrown) {
          // Another caller's making failed, or was given up: this one makes its own.
          if (isOwn) throw thrown
        }
      }
    },
  }
}
