import { tavilyErrors } from './openapi-compat-errors.ts'
import { BODY, json, jsonBody, READ } from './openapi-parts.ts'

const tags = ['Compatible: Tavily']

const extracting = (operationId: string) => ({
  post: {
    operationId,
    summary: 'The text of pages and documents, or what of it speaks to a query',
    tags,
    requestBody: jsonBody('TavilyExtractRequest', {
      whole: { urls: ['https://example.org/articles/tides'] },
      part: { urls: ['https://example.org/articles/tides'], query: 'spring tide', chunks_per_source: 2 },
    }),
    responses: {
      200: json('TavilyExtractResults', 'What was read, and why the rest was not.'),
      ...tavilyErrors(...BODY, ...READ, 503),
    },
  },
})

export const TAVILY_PATHS = {
  '/tavily/search': {
    post: {
      operationId: 'searchAsTavily',
      summary: "Ranked hits in the shape of Tavily's, with a synopsis of them where one is asked for",
      tags,
      requestBody: jsonBody('TavilySearchRequest', {
        short: { query: 'causes of the tides', max_results: 5 },
        answered: { query: 'What causes the tides?', include_answer: 'basic', topic: 'news', days: 3 },
      }),
      responses: {
        200: json('TavilySearchResults', 'The best first.'),
        ...tavilyErrors(...BODY, ...READ, 502, 503, 504),
      },
    },
  },
  '/tavily/extract': extracting('extractAsTavily'),
  '/extract': extracting('extract'),
}
