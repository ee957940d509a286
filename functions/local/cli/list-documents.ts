import { type Document, DocumentList } from '../../../shared/api/documents.ts'
import type { Connection } from './connect.ts'
import { request } from './request.ts'
import type { Terminal } from './terminal.ts'

type Options = { server: Connection; signal: AbortSignal }

/** Every document of both collections, a page at a time. */
export async function* listDocuments(
  { server, signal }: Options,
  filter: { originPrefix?: string; collections?: readonly Document['collection'][] } = {},
): AsyncGenerator<Document> {
  for (const collection of filter.collections ?? (['documents', 'my_documents'] as const)) {
    let cursor: string | null = null
    do {
      const query = new URLSearchParams({ collection, limit: '500', ...(cursor ? { cursor } : {}) })
      if (filter.originPrefix !== undefined) query.set('origin_prefix', filter.originPrefix)
      const response = await request(server, `/v1/documents?${query}`, { signal })
      const page = DocumentList.parse(await response.json())
      yield* page.documents
      cursor = page.next_cursor
    } while (cursor !== null)
  }
}

/** `docs`: a line each, or JSON. */
export async function showDocuments(options: Options & { terminal: Terminal; json: boolean }): Promise<void> {
  const documents: Document[] = []
  for await (const document of listDocuments(options)) documents.push(document)
  if (options.json) {
    options.terminal.out(JSON.stringify(documents, null, 2))
    return
  }
  for (const { id, title, origin, characters, collection } of documents) {
    const size = `${characters} characters`.padStart(19)
    options.terminal.out(`${id}  ${size}  ${title}  ${options.terminal.dim(origin ?? collection)}`)
  }
  options.terminal.note(`${documents.length} documents`)
}

/** `docs remove`: one that is not there is told, and the others go on. */
export async function removeDocuments(
  ids: readonly string[],
  options: Options & { terminal: Terminal },
): Promise<boolean> {
  let isWhole = true
  for (const id of ids) {
    try {
      await request(options.server, `/v1/documents/${encodeURIComponent(id)}`, {
        method: 'DELETE',
        signal: options.signal,
      })
      options.terminal.note(`${id}: removed`)
    } catch (thrown) {
      options.signal.throwIfAborted()
      isWhole = false
      options.terminal.note(`${id}: ${thrown instanceof Error ? thrown.message : 'not removed'}`)
    }
  }
  return isWhole
}
