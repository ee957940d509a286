import type { ResponseRequest } from '../../../shared/api/compat/responses.ts'
import type { ModelList } from '../../../shared/api/models.ts'
import type { Asking } from './ask.ts'
import { chooseModel } from './choose-model.ts'
import { domainFilters, type GivenFilters, wishedFilters } from './filters.ts'
import { type Conversation, conversationOf } from './question.ts'
import { schemaOf } from './schema-of.ts'
import { languageOf, lengthOf, regionOf, sourcesOf } from './wishes.ts'

const SEARCHES = /^web_search/

export function responseAsking(
  request: ResponseRequest,
  { models, now }: { models: ModelList; now: number },
): Asking & Conversation {
  const { input, model, preset, reasoning, text, language_preference } = request
  const messages = typeof input === 'string' ? [{ role: 'user', content: input }] : input.flatMap(messageOf)
  const search = request.tools?.find(({ type }) => SEARCHES.test(type))
  return {
    ...conversationOf(messages, 'input'),
    ...chooseModel([model, ...(request.models ?? []), preset], reasoning?.effort, models),
    filters: search?.filters ? toolFilters(search.filters, now) : {},
    language: languageOf(language_preference),
    region: regionOf(search?.user_location?.country),
    max_sources: sourcesOf(search?.search_context_size),
    output: {
      length: lengthOf(text?.verbosity),
      json_schema: schemaOf(text?.format ?? request.response_format, 'text.format'),
    },
    schemaAt: 'text.format',
    follow_ups: false,
  }
}

/** Only messages are read: not what tools of the client's own have said. */
const messageOf = ({
  type = 'message',
  role = 'user',
  content,
}: Exclude<ResponseRequest['input'], string>[number]) => (type === 'message' ? [{ role, content }] : [])

type ToolFilters = NonNullable<NonNullable<ResponseRequest['tools']>[number]['filters']>

function toolFilters(filters: ToolFilters, now: number): GivenFilters {
  const { allowed_domains: allowed, blocked_domains: blocked } = filters
  const denied = blocked?.map((name) => `-${name}`) ?? []
  return {
    ...wishedFilters(filters, now),
    ...(allowed || blocked ? domainFilters([...(allowed ?? []), ...denied], 'tools') : {}),
  }
}
