import type { Context } from 'hono'
import { scorePassages } from '../../../shared/answer/score-passages.ts'
import { TavilyExtractRequest } from '../../../shared/api/compat/tavily.ts'
import { toIngotError } from '../../../shared/errors.ts'
import { deadlineIn } from '../../../shared/lib/deadline.ts'
import { detectLanguage } from '../../../shared/text/language.ts'
import { splitPassages } from '../../../shared/text/passages.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { jsonBody } from '../parse-body.ts'
import { jsonReply } from '../reply.ts'
import { locationOf, readSource, type SourceText } from '../source-texts.ts'
import { callerWithinLimits } from './ask.ts'
import { tavilyHead } from './tavily-head.ts'
import { clamp } from './wishes.ts'

const TIMEOUT_S = 30
const TIMEOUT_AT_MOST_S = 60
const PASSAGES = 3
const PASSAGES_AT_MOST = 5
/** As long as Tavily's chunks. */
const PASSAGE_LENGTH = 500

type Extracted = { url: string; source: SourceText } | { url: string; error: string }

/** `POST /extract` of Tavily's clients: the text of pages and documents, or what of it speaks to a query. */
export function tavilyExtract(deps: AppDeps): (c: Context<AppEnv>) => Promise<Response> {
  const read = jsonBody(TavilyExtractRequest, { limitBytes: deps.bodyLimitBytes })
  return async (c) => {
    const caller = callerWithinLimits(c)
    const request = await read(c.req.raw)
    const timeoutS = clamp(request.timeout ?? TIMEOUT_S, TIMEOUT_AT_MOST_S)
    const { signal } = deadlineIn(timeoutS * 1_000, { signal: c.req.raw.signal })
    const extract = async (url: string): Promise<Extracted> => {
      try {
        return { url, source: await readSource(locationOf(url), { ...deps, caller, signal }) }
      } catch (thrown) {
        return { url, error: toIngotError(thrown).message }
      }
    }
    const extracted = await Promise.all(request.urls.map(extract))
    const count = clamp(request.chunks_per_source ?? PASSAGES, PASSAGES_AT_MOST)
    return jsonReply(c, {
      results: extracted.flatMap((one) =>
        'error' in one
          ? []
          : [
              {
                url: one.url,
                title: one.source.title,
                raw_content: request.query ? excerptOf(one.source, request.query, count) : one.source.text,
                images: [],
              },
            ],
      ),
      failed_results: extracted.flatMap((one) => ('error' in one ? [one] : [])),
      ...tavilyHead(c, request),
    })
  }
}

/** The passages that speak to the query, best first, parted as Tavily parts them. */
function excerptOf({ title, text }: SourceText, query: string, count: number): string {
  const passages = splitPassages(text, { maxLength: PASSAGE_LENGTH })
  const words = { question: query, language: detectLanguage(query) ?? 'en', termWeights: new Map() }
  const { scored } = scorePassages(
    passages.map((passage) => ({ ...passage, title, language: null })),
    words,
  )
  return scored
    .slice(0, count)
    .map(({ passage }) => passage.text)
    .join(' [...] ')
}
