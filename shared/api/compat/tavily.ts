import * as z from 'zod'
import { Names, Text } from './messages.ts'

const URLS_AT_MOST = 20

/** What is read of Tavily's `POST /search`. */
export const TavilySearchRequest = z.looseObject({
  query: z.string(),
  max_results: z.number().nullish().describe('1 to 20; 5 by default.'),
  topic: Text.describe('`news`: only what was published in the last `days`.'),
  days: z.number().nullish().describe('With the topic `news` alone; 7 by default.'),
  time_range: Text.describe('`day`, `week`, `month` or `year`, or their first letter.'),
  start_date: z.iso.date().nullish(),
  end_date: z.iso.date().nullish(),
  include_domains: Names,
  exclude_domains: Names,
  include_domains_mode: Text.describe('`prefer` restricts nothing, and Ingot prefers nothing either.'),
  country: Text.describe('Its English name.'),
  language: Text.describe('A language tag.'),
  filter_by_language: z.boolean().nullish(),
  include_answer: z
    .union([z.boolean(), z.enum(['basic', 'advanced'])])
    .nullish()
    .describe('A synopsis; `[n]` in it names the n-th result.'),
  include_raw_content: z
    .union([z.boolean(), z.enum(['markdown', 'text'])])
    .nullish()
    .describe('The whole text of each result, Markdown where its source is.'),
  include_usage: z.boolean().nullish(),
})
export type TavilySearchRequest = z.infer<typeof TavilySearchRequest>

/** What is read of Tavily's `POST /extract`. */
export const TavilyExtractRequest = z.looseObject({
  urls: z
    .union([z.string().transform((url) => [url]), z.array(z.string()).min(1).max(URLS_AT_MOST)], {
      error: `must be an address, or a list of 1 to ${URLS_AT_MOST}`,
    })
    .describe('Addresses of pages, and of documents as a search has given them.'),
  query: Text.describe('With it, only the passages that speak to it.'),
  chunks_per_source: z.number().nullish().describe('How many of them; 1 to 5, 3 by default.'),
  timeout: z.number().nullish().describe('Seconds; 1 to 60, 30 by default.'),
  include_usage: z.boolean().nullish(),
})
export type TavilyExtractRequest = z.infer<typeof TavilyExtractRequest>

const Credits = z
  .looseObject({ credits: z.int() })
  .describe('Always 0: `GET /v1/usage` tells what was spent.')

const Told = z.looseObject({
  response_time: z.number().describe('Seconds.'),
  request_id: z.string(),
  usage: Credits.optional(),
})

export const TavilySearchResults = Told.extend({
  query: z.string(),
  answer: z.string().nullable(),
  images: z.array(z.looseObject({})).describe('Always empty.'),
  results: z.array(
    z.looseObject({
      id: z.string().describe('Its place in this list, counted from 1.'),
      title: z.string(),
      url: z.string(),
      content: z.string(),
      raw_content: z.string().nullable(),
      score: z.number().describe('1 is the best. Beside an answer it only tells the order.'),
      published_date: z.string().nullable(),
    }),
  ),
  ingot: z
    .looseObject({})
    .describe('`warnings` and `filters_applied`, and beside an answer its `id`, `mode` and `cache`.'),
})

export const TavilyExtractResults = Told.extend({
  results: z.array(
    z.looseObject({
      url: z.string(),
      title: z.string(),
      raw_content: z.string(),
      images: z.array(z.string()).describe('Always empty.'),
    }),
  ),
  failed_results: z.array(z.looseObject({ url: z.string(), error: z.string() })),
})

export const TavilyError = z.looseObject({ detail: z.looseObject({ error: z.string() }) })
