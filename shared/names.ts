/** Names that code and infrastructure both use. A leaf: imports nothing. */

/** Version of the stored shapes; part of every partition key, so an upgrade never reads old items. */
export const SCHEMA_VERSION = 1

export const TABLE_NAMES = { cache: 'ingot-cache', app: 'ingot-app' } as const

/** Sort keys beside the answer's partition key (docs/architecture.md, "The store"). */
export const SORT_KEYS = { answer: 'ANSWER', lease: 'LEASE' } as const

export const PRODUCT = 'ingot'
