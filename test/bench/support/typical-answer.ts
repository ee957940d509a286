const SOURCES = 6
const WORDS =
  'the harbour board built a lighthouse on granite reef two miles from coast and kept its lamp for years'.split(
    ' ',
  )

/**
 * A sealed answer as JSON, about 4 KB: six sources with their synopses, five deltas, three citations, follow-up
 * questions. Each one has words of its own, as answers have.
 */
export function answerOf(n: number): string {
  const words = (count: number, seed: number) =>
    Array.from({ length: count }, (_, at) => WORDS[(seed * 7 + at * (1 + (seed % 5))) % WORDS.length]).join(
      ' ',
    )
  const sources = Array.from({ length: SOURCES }, (_, index) => ({
    type: 'source',
    n: index + 1,
    url: `https://site-${index}.example/articles/${n}`,
    title: `Report ${n} ${words(4, n + index)}`,
    site: `site-${index}.example`,
    published: '2026-01-02',
    kind: 'web',
    document_id: null,
    snippet: words(7, n + index + 1),
  }))
  const events = [
    { type: 'search-start', queries: [words(7, n)] },
    ...sources,
    ...sources.map((source) => ({ type: 'page-read', n: source.n, read: 'full', ms: 12 })),
    ...sources.map((source) => ({ type: 'source-synopsis', n: source.n, text: words(10, n + source.n) })),
    ...[1, 2, 3, 4, 5].map((part) => ({ type: 'synopsis-delta', text: words(13, n + part) })),
    ...sources.slice(0, 3).map((source) => citationOf(source.n, words(10, n + source.n))),
    { type: 'follow-ups', questions: [words(8, n + 1), words(8, n + 2), words(8, n + 3)] },
    endOf(n, words(7, n)),
  ]
  const facts = {
    retrievedAt: 1_800_000_000_000,
    freshness: 'evergreen',
    degraded: false,
    collections: {},
    passages: null,
  }
  const life = { freshUntil: 1_800_604_800_000, staleUntil: 1_802_419_200_000 }
  return JSON.stringify({ fence: 1_800_000_000 + n, fill: 1_800_000_000 + n, facts, ...life, events })
}

const citationOf = (source: number, quote: string) => ({
  type: 'citation',
  source,
  start: 80 * source,
  end: 80 * source + 3,
  claim_start: 80 * source - 70,
  claim_end: 80 * source + 3,
  quote,
  passage: { start: 1_200, end: 1_200 + quote.length },
  page: null,
  verdict: 'supported',
  score: 0.83,
})

const endOf = (n: number, question: string) => ({
  type: 'answer-end',
  status: 'completed',
  standalone_question: `${question} ${n}`,
  language: 'en',
  mode: { requested: 'fast', served: 'fast', model: 'bench', reason: null },
  filters_applied: {},
  usage: {
    input_tokens: 3_000,
    output_tokens: 200,
    reasoning_tokens: 0,
    gpu_seconds: 3.6,
    usd: 0.0021,
    searches: 1,
    pages_read: 6,
  },
  timing: { search_ms: 210, read_ms: 420 },
  created_at: '2027-01-15T08:00:00.000Z',
  completed_at: '2027-01-15T08:00:10.000Z',
})
