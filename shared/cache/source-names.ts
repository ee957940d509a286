import type { AnswerAddress } from '../ports/answer-log.ts'
import type { SourceName } from '../ports/provenance.ts'

const isWeb = ({ protocol }: URL) => protocol === 'http:' || protocol === 'https:'

function parseWebUrl(url: string | null): URL | undefined {
  if (url === null || !URL.canParse(url)) return undefined
  const parsed = new URL(url)
  parsed.hash = ''
  return isWeb(parsed) ? parsed : undefined
}

/** An answer's own name: who keeps a copy of it sees that it was purged. */
export const answerName = ({ scope, key }: AnswerAddress): SourceName => `answer:${scope}/${key}`

/** Of all that is made for one scope. */
export const scopeName = (scope: string): SourceName => `scope:${scope}`

/** One form of an http(s) address: host in lower case, no default port, no fragment. Undefined for others. */
export const canonicalUrl = (url: string): string | undefined => parseWebUrl(url)?.href

/** What a source can be purged by: a web page by address and host, a document by its id and by those it has. */
export function sourceNamesOf(source: {
  url: string | null
  collection: string | null
  document_id: string | null
}): SourceName[] {
  const { url, collection, document_id } = source
  const names: SourceName[] = []
  if (collection !== null && document_id !== null) names.push(`document:${collection}/${document_id}`)
  const parsed = parseWebUrl(url)
  // The root's dot makes no other host.
  if (parsed) names.push(`url:${parsed.href}`, `host:${parsed.hostname.replace(/\.$/, '')}`)
  return names
}
