import type { CitedSynopsis, ReadPart } from '../../../shared/api/mcp.ts'
import type { SearchResponse } from '../../../shared/api/search.ts'
import { addressOf } from '../source-texts.ts'

/** The synopsis, what its numbers name, and what in it no source backs: a model may see nothing else. */
export function wordsOfAnswer({ synopsis, sources, warnings }: CitedSynopsis): string {
  const listed = sources.map((source) => `[${source.n}] ${source.title} — ${addressOf(source)}`)
  const claims = warnings.flatMap((warning) =>
    warning.code === 'claims_unsupported' ? (warning.claims ?? []) : [],
  )
  const unsupported = claims.map(
    ({ start, end }) => `No source backs: "${synopsis.slice(start, end).trim()}"`,
  )
  return [synopsis, listed.join('\n'), unsupported.join('\n')].filter((part) => part !== '').join('\n\n')
}

export function wordsOfHits({ hits }: SearchResponse): string {
  if (hits.length === 0) return 'Nothing was found.'
  return hits
    .map((hit) => {
      const published = hit.published === null ? '' : ` (${hit.published})`
      return `[${hit.n}] ${hit.title}${published} — ${addressOf(hit)}\n${hit.snippet}`
    })
    .join('\n\n')
}

export function wordsOfPart({ title, text, start, end, characters, next }: ReadPart): string {
  const rest =
    next === null ? '' : `\n\n(Characters ${start} to ${end} of ${characters}; go on with start ${next}.)`
  return `${title}\n\n${text}${rest}`
}
