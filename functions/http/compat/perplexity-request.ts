import type { SonarRequest } from '../../../shared/api/compat/perplexity.ts'
import type { Asking } from './ask.ts'
import { wishedFilters } from './filters.ts'
import { conversationOf } from './question.ts'
import { schemaOf } from './schema-of.ts'
import { clamp, languageOf, regionOf, sourcesOf } from './wishes.ts'

const SOURCES_AT_MOST = 20

/** All of an asking but who writes. */
export function sonarAsking(request: SonarRequest, { path, now }: { path: string; now: number }): Asking {
  const { web_search_options: search, num_search_results: count } = request
  return {
    ...conversationOf(request.messages, path),
    filters: wishedFilters(request, now),
    language: languageOf(request.language_preference),
    region: regionOf(request.country ?? search?.user_location?.country),
    max_sources: count ? clamp(count, SOURCES_AT_MOST) : sourcesOf(search?.search_context_size),
    output: { json_schema: schemaOf(request.response_format, 'response_format') },
    schemaAt: 'response_format',
    follow_ups: request.return_related_questions ?? false,
  }
}
