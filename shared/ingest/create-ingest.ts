import { type CollectionName, DOCUMENT_TEXT_MAX_LENGTH, type Document } from '../api/documents.ts'
import { IngotError, toIngotError } from '../errors.ts'
import { ownAddress } from '../lib/address-identity.ts'
import type { CollectionTotals } from '../lib/document-quota.ts'
import { sha256Hex } from '../lib/hash.ts'
import { collectionScope } from '../lib/scope.ts'
import type { Caller } from '../ports/callers.ts'
import type { Clock } from '../ports/clock.ts'
import type { DocumentRecord, Documents } from '../ports/documents.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { Page, PageOutcome, PageReader } from '../ports/page-reader.ts'
import { cut } from '../text/cut.ts'
import { detectLanguage } from '../text/language.ts'
import { createCommitQueue } from './commit-queue.ts'
import type { DocumentShelf, IngestFile } from './ingest.ts'
import { createTurns } from './turns.ts'

export const DOCUMENT_ID = /^doc_[0-9a-f]{24}$/
const TITLE_MAX_LENGTH = 500
const SITE_MAX_LENGTH = 200
/** Enough to tell a language by, and quick on the longest text. */
const LANGUAGE_SAMPLE = 4_000

/** What a document is made of. */
type Content = Page & { origin: string | null }

type PutOptions = Pick<IngestFile, 'collection' | 'id' | 'beforeStoring'>

export const COLLECTIONS: readonly CollectionName[] = ['documents', 'my_documents']

function toDocument(record: DocumentRecord, collection: CollectionName): Document {
  const { id, title, origin, language, characters, updatedAt } = record
  const updated_at = new Date(updatedAt).toISOString()
  return { id, title, origin, collection, language, characters, state: 'ready', updated_at }
}

function readOrThrow(outcome: PageOutcome): Page {
  if (outcome.kind === 'unreadable') throw outcome.error
  return outcome.page
}

function checkText({ title, text }: Content): void {
  if (text.length > DOCUMENT_TEXT_MAX_LENGTH) {
    throw new IngotError(
      'file_too_large',
      `"${title}" has more than ${DOCUMENT_TEXT_MAX_LENGTH} characters of text.`,
    )
  }
  if (text.trim() === '') throw new IngotError('page_empty', `"${title}" has no text to read.`)
}

export function scopeOf(collection: CollectionName, caller: Caller): string {
  const scope = collectionScope(collection, caller)
  if (scope !== null) return scope
  throw new IngotError('forbidden', 'Documents of your own need a user: `my_documents` is for known callers.')
}

/** The same origin in a scope is the same document; without one, the same title and text. */
function documentId(scope: string, { origin, title }: Content, contentHash: string): string {
  const identity = origin === null ? ['text', contentHash, title] : ['origin', origin]
  return `doc_${sha256Hex(JSON.stringify([scope, ...identity]), 24)}`
}

function toRecord(
  scope: string,
  content: Content,
  { updatedAt, id: given }: { updatedAt: number; id: string | undefined },
): DocumentRecord {
  const title = cut(content.title.trim(), TITLE_MAX_LENGTH)
  const { text, origin, published } = content
  const site = content.site === null ? null : cut(content.site, SITE_MAX_LENGTH)
  const url = content.url === origin ? null : content.url
  const contentHash = sha256Hex(text)
  const id = given ?? documentId(scope, { ...content, title }, contentHash)
  const language = content.language ?? detectLanguage(text.slice(0, LANGUAGE_SAMPLE))
  // The time keeps the text of an earlier writer, who may be removing it right now, apart from this one.
  const textKey = `documents/${sha256Hex(scope, 24)}/${id}/${contentHash}-${updatedAt}`
  return {
    id,
    title,
    origin,
    url,
    language,
    characters: text.length,
    bytes: Buffer.byteLength(text),
    contentHash,
    textKey,
    site,
    published,
    updatedAt,
  }
}

const isSame = (one: DocumentRecord, other: DocumentRecord): boolean =>
  one.contentHash === other.contentHash &&
  one.title === other.title &&
  (one.url ?? null) === (other.url ?? null)

export const noDocument = (id: string) =>
  new IngotError('not_found', `There is no document "${cut(id, 60)}".`)

/**
 * Puts documents in: the text as an object first, then the commit, which is the point where the document
 * exists. A crash in between leaves an object that nobody refers to.
 */
export function createIngest(options: {
  documents: Documents
  objects: ObjectStore
  pageReader: PageReader
  clock: Clock
  /** What a collection may hold, by its scope. Default: any number. */
  allowedOf?: (scope: string) => CollectionTotals
  /** Told after each commit, with the collection's scope and its new version; must not throw. */
  onCommit?: (scope: string, version: number) => void
  /** What was made of a document goes with it; told before it is removed, and once more after. */
  onRemove?: (scope: string, id: string) => Promise<void>
}): DocumentShelf {
  const { documents, objects, pageReader, clock } = options
  const commit = createCommitQueue(options)
  const inTurn = createTurns()

  /** Of a document that never was, or has another text by now. */
  const removeText = (key: string) => objects.remove(key).catch(() => undefined)

  async function put(scope: string, content: Content, { collection, id, beforeStoring }: PutOptions) {
    checkText(content)
    await beforeStoring?.()
    const record = toRecord(scope, content, { updatedAt: clock.now(), id })
    return inTurn(`${scope} ${record.id}`, async () => {
      const before = await documents.get(scope, record.id)
      if (before !== undefined && isSame(before, record) && (await objects.get(before.textKey))) {
        return { outcome: 'unchanged' as const, document: toDocument(before, collection) }
      }
      await objects.put(record.textKey, new TextEncoder().encode(content.text))
      await commit(scope, { kind: 'put', document: record }).catch(async (thrown: unknown) => {
        // Only then is it certain that nothing was committed.
        if (toIngotError(thrown).code === 'documents_quota_exceeded') await removeText(record.textKey)
        throw thrown
      })
      if (before !== undefined && before.textKey !== record.textKey) await removeText(before.textKey)
      const outcome = before === undefined ? ('created' as const) : ('replaced' as const)
      return { outcome, document: toDocument(record, collection) }
    })
  }

  async function find(id: string, caller: Caller) {
    if (!DOCUMENT_ID.test(id)) throw noDocument(id)
    for (const collection of COLLECTIONS) {
      const scope = collectionScope(collection, caller)
      if (scope === null) continue
      const record = await documents.get(scope, id)
      if (record !== undefined) return { collection, scope, record }
    }
    throw noDocument(id)
  }

  return {
    async addText({ title, text, collection }, caller) {
      const content = { title, text, origin: null, url: null, language: null, site: null, published: null }
      return put(scopeOf(collection, caller), content, { collection })
    },

    async addUrl({ url, collection }, caller, { signal }) {
      const page = readOrThrow(await pageReader.read(url, { signal }))
      const origin = ownAddress(page.url ?? url, page.about?.canonical ?? null)
      return put(scopeOf(collection, caller), { ...page, origin, url: origin }, { collection })
    },

    async addFile({ bytes, name, title, origin, url, ...how }, caller) {
      const scope = scopeOf(how.collection, caller)
      const page = readOrThrow(await pageReader.parse(bytes, { name, origin: url ?? origin }))
      return put(scope, { ...page, title: title ?? page.title, origin }, how)
    },

    async get(id, caller) {
      const { record, collection } = await find(id, caller)
      return toDocument(record, collection)
    },

    async read(id, caller) {
      const { record, collection } = await find(id, caller)
      const bytes = await objects.get(record.textKey)
      // It was replaced or removed just now.
      if (bytes === undefined) throw noDocument(id)
      return { document: toDocument(record, collection), text: new TextDecoder().decode(bytes) }
    },

    /** With a prefix, a page may hold fewer documents than the limit although more follow. */
    async list({ collection, originPrefix, cursor, limit }, caller) {
      const scope = scopeOf(collection, caller)
      const isWanted = ({ origin }: DocumentRecord) =>
        originPrefix === null || (origin?.startsWith(originPrefix) ?? false)
      let next = cursor
      for (;;) {
        const page = await documents.list(scope, { limit, ...(next === null ? {} : { cursor: next }) })
        const wanted = page.documents.filter(isWanted).map((record) => toDocument(record, collection))
        next = page.nextCursor
        if (wanted.length > 0 || next === null) return { documents: wanted, nextCursor: next }
      }
    },

    async remove(id, caller) {
      const { scope } = await find(id, caller)
      await inTurn(`${scope} ${id}`, async () => {
        const record = await documents.get(scope, id)
        if (record === undefined) return
        // As long as the document is there, who failed halfway can remove it again, or put it in anew.
        await objects.remove(record.textKey)
        await options.onRemove?.(scope, id)
        await commit(scope, { kind: 'remove', id })
        // What was made of it meanwhile.
        await options.onRemove?.(scope, id)
      })
    },
  }
}
