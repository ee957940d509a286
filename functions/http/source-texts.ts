import type { Caller } from '../../shared/ports/callers.ts'
import type { AppDeps } from './app-deps.ts'

const DOCUMENT = 'urn:ingot:document:'

export type SourceText = { title: string; text: string }
type Located = { url: string | null; document_id: string | null }

/** Clients want an address of every source; a document that has none is named by its id. */
export const addressOf = ({ url, document_id }: Located): string => url ?? DOCUMENT + document_id

/** What `addressOf` names. */
export const locationOf = (address: string): Located =>
  address.startsWith(DOCUMENT)
    ? { url: null, document_id: address.slice(DOCUMENT.length) }
    : { url: address, document_id: null }

/** The whole text of a page or a document. Throws what it cannot be read for. */
export async function readSource(
  { url, document_id }: Located,
  {
    caller,
    signal,
    pages,
    ingest,
  }: Pick<AppDeps, 'pages' | 'ingest'> & { caller: Caller; signal: AbortSignal },
): Promise<SourceText> {
  if (document_id !== null) {
    const { document, text } = await ingest.read(document_id, caller)
    return { title: document.title, text }
  }
  const outcome = await pages.read(url ?? '', { signal })
  if (outcome.kind === 'page') return outcome.page
  throw outcome.error
}
