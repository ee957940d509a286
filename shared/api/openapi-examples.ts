import type { Answer, CacheOutcome } from './answer.ts'
import type { Problem } from './problem.ts'
import type { SearchResponse } from './search.ts'

const SOURCE = {
  n: 1,
  url: 'https://example.org/articles/tides',
  title: 'Tides',
  site: 'example.org',
  published: '2026-03-20',
  kind: 'web',
  document_id: null,
  snippet: 'The Moon causes most of the tide on Earth; the Sun adds a smaller part.',
} as const

const CACHE: CacheOutcome = {
  state: 'miss',
  layer: null,
  age_s: 0,
  freshness: 'evergreen',
  expires_in_s: 604_800,
  matched_question: null,
  similarity: null,
  saved: { model_calls: 0, tokens: 0, gpu_seconds: 0, usd: 0 },
}

export const ANSWER_EXAMPLE: Answer = {
  id: 'ans_7Q2fK9',
  status: 'completed',
  question: 'What causes the tides?',
  standalone_question: 'What causes the tides?',
  language: 'en',
  mode: { requested: 'auto', served: 'fast', model: 'small', reason: null },
  synopsis: 'The pull of the Moon causes most of the tide [1].',
  citations: [
    {
      source: 1,
      start: 45,
      end: 48,
      claim_start: 0,
      claim_end: 49,
      quote: 'The Moon causes most of the tide on Earth',
      passage: { start: 120, end: 161 },
      page: null,
      verdict: 'supported',
      score: 0.91,
    },
  ],
  sources: [{ ...SOURCE, synopsis: 'How the Moon and the Sun raise the tides.', read: 'full' }],
  follow_ups: ['Why are there two high tides a day?'],
  reasoning: null,
  filters_applied: {},
  cache: CACHE,
  usage: {
    input_tokens: 1840,
    output_tokens: 96,
    reasoning_tokens: 0,
    gpu_seconds: 1.8,
    usd: 0.0004,
    searches: 1,
    pages_read: 1,
  },
  timing: { search_ms: 310, read_ms: 420, first_delta_ms: 910, total_ms: 2100 },
  warnings: [],
  created_at: '2026-11-23T20:15:00Z',
  completed_at: '2026-11-23T20:15:02Z',
}

/** The first events of a stream. */
export const STREAM_EXAMPLE = [
  'event: answer-start',
  `data: {"type":"answer-start","id":"ans_7Q2fK9","question":"What causes the tides?","mode":{"requested":"auto"},"cache":${JSON.stringify(CACHE)}}`,
  '',
  'id: 1763928900000000',
  'event: search-start',
  'data: {"type":"search-start","queries":["causes of the tides"]}',
  '',
  'id: 1763928900000004',
  'event: synopsis-delta',
  'data: {"type":"synopsis-delta","text":"The pull of the Moon"}',
  '',
  '',
].join('\n')

export const SEARCH_EXAMPLE: SearchResponse = {
  query: 'causes of the tides',
  hits: [{ ...SOURCE, score: 1 }],
  filters_applied: {},
  warnings: [],
  timing: { search_ms: 310 },
}

export const PROBLEM_EXAMPLE: Problem = {
  type: 'about:blank',
  title: 'Bad Request',
  status: 400,
  detail: 'question: must not be empty',
  code: 'invalid_request',
  retryable: false,
  request_id: '0b0d7c1e-3f57-4b4e-9a53-1f1f0c8b8f0a',
  fields: [{ path: 'question', message: 'must not be empty' }],
}
