import type { AnswerAddress } from './answer-log.ts'
import type { ItemKey } from './cache-items.ts'

/**
 * What can be purged: `url:<address>`, `host:<name>`, `document:<collection>/<id>`, one `answer:<scope>/<key>`, or
 * all that is made for one `scope:<scope>`.
 */
export type SourceName = `${'url' | 'host' | 'document' | 'answer' | 'scope'}:${string}`

/** Something stored that was made from a source. */
export type Dependent = { kind: 'answer'; address: AnswerAddress } | { kind: 'item'; key: ItemKey }

/** Which source went into what, and which sources were purged when (docs/log-protocol.md, "Purge"). */
export interface Provenance {
  /** Written before the source's first passage is used; repeating it changes nothing. */
  record(sources: readonly SourceName[], dependent: Dependent): Promise<void>
  /** When each source was last purged, ms since the epoch; absent: not within 400 days. Strongly consistent. */
  marks(sources: readonly SourceName[]): Promise<ReadonlyMap<SourceName, number>>
  /** Marks the source as purged at `at`; a mark never falls, and each purge makes another one. */
  purge(source: SourceName, options: { at: number }): Promise<void>
  /** All that was made from the source. Strongly consistent. */
  dependents(source: SourceName): AsyncIterable<Dependent>
}
