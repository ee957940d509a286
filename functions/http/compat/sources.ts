import type { Answer, AnswerSource } from '../../../shared/api/answer.ts'
import { addressOf } from '../source-texts.ts'

/** Perplexity's `citations`: `[n]` in the text is the n-th. */
export const citationsOf = (sources: readonly AnswerSource[]): string[] => sources.map(addressOf)

/** Perplexity's `search_results`, in the order of `citations`. */
export const searchResultsOf = (sources: readonly AnswerSource[]) =>
  sources.map((source) => ({
    title: source.title,
    url: addressOf(source),
    date: source.published,
    last_updated: null,
    snippet: source.snippet,
    source: source.kind === 'web' ? ('web' as const) : ('attachment' as const),
  }))

export type Annotation = {
  type: 'url_citation'
  start_index: number
  end_index: number
  title: string
  url: string
}

/** OpenAI's `url_citation` of each marker; what was found not to back its claim is not dressed as one. */
export const annotationsOf = ({ citations, sources }: Pick<Answer, 'citations' | 'sources'>): Annotation[] =>
  citations.flatMap((citation) => annotationOf(citation, sources))

export function annotationOf(
  { source: n, start, end, verdict }: Answer['citations'][number],
  sources: readonly AnswerSource[],
): Annotation[] {
  const source = sources.find((each) => each.n === n)
  if (!source || verdict === 'unsupported') return []
  const { title } = source
  return [{ type: 'url_citation', start_index: start, end_index: end, title, url: addressOf(source) }]
}

/** Clients skip a field that they do not know: what no dialect has a place for. */
export const extensionOf = ({ id, standalone_question, mode, cache, warnings, filters_applied }: Answer) => ({
  ingot: { id, standalone_question, mode, cache, warnings, filters_applied },
})

export const isCut = ({ warnings }: Pick<Answer, 'warnings'>): boolean =>
  warnings.some(({ code }) => code === 'synopsis_cut')

/** Seconds since the epoch, of an RFC 3339 instant. */
export const epochSeconds = (instant: string): number => Math.floor(Date.parse(instant) / 1_000)
