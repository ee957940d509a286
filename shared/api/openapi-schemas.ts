import * as z from 'zod'
import { Answer, AnswerSource, CacheOutcome, Citation, Mode, Timing, Usage, Warning } from './answer.ts'
import { AnswerEnd, AnswerError, AnswerStart, LOGGED_EVENTS, StreamedEvent } from './answer-events.ts'
import { AnswerRequest } from './answer-request.ts'
import { CacheStats, CacheTotals } from './cache-stats.ts'
import { ErrorCode, Filters } from './common.ts'
import { COMPAT_REPLIES, COMPAT_REQUESTS } from './compat/schemas.ts'
import {
  Document,
  DocumentList,
  DocumentRequest,
  DocumentResponse,
  Upload,
  UploadFields,
  UploadRequest,
} from './documents.ts'
import { FeedbackRequest } from './feedback.ts'
import { Live, Ready } from './health.ts'
import { Key, KeyBudget, KeyList, KeyRequest, Limits, NewKey, RotateRequest } from './keys.ts'
import { McpMessage } from './mcp.ts'
import { Erased } from './me.ts'
import { Model, ModelList } from './models.ts'
import { Problem } from './problem.ts'
import { PurgeRequest, PurgeResponse } from './purge.ts'
import { SearchHit, SearchRequest, SearchResponse } from './search.ts'
import { SummaryRequest } from './summaries.ts'
import { Thread, ThreadChange, ThreadList, ThreadRequest, Turn, TurnList } from './threads.ts'
import { UsageReport, UsageRow } from './usage.ts'

const UploadForm = z.strictObject({
  file: z.string().meta({ format: 'binary' }),
  ...UploadFields.shape,
})

const REQUESTS = {
  AnswerRequest,
  SummaryRequest,
  SearchRequest,
  Filters,
  DocumentRequest,
  UploadForm,
  UploadRequest,
  PurgeRequest,
  FeedbackRequest,
  KeyRequest,
  RotateRequest,
  McpMessage,
  ThreadRequest,
  ThreadChange,
  ...COMPAT_REQUESTS,
}

const EVENTS = {
  AnswerStart,
  SearchStart: LOGGED_EVENTS['search-start'],
  SourceFound: LOGGED_EVENTS.source,
  QueuePlace: LOGGED_EVENTS.queue,
  PageRead: LOGGED_EVENTS['page-read'],
  SourceSynopsis: LOGGED_EVENTS['source-synopsis'],
  ContentsTold: LOGGED_EVENTS.contents,
  ReasoningDelta: LOGGED_EVENTS['reasoning-delta'],
  SynopsisDelta: LOGGED_EVENTS['synopsis-delta'],
  CitationChecked: LOGGED_EVENTS.citation,
  FollowUps: LOGGED_EVENTS['follow-ups'],
  ModeChange: LOGGED_EVENTS['mode-change'],
  AnswerRestart: LOGGED_EVENTS['answer-restart'],
  WarningTold: LOGGED_EVENTS.warning,
  AnswerEnd,
  AnswerError,
}

const REPLIES = {
  Answer,
  AnswerSource,
  Citation,
  Mode,
  CacheOutcome,
  Usage,
  Timing,
  Warning,
  StreamedEvent,
  ...EVENTS,
  SearchResponse,
  SearchHit,
  Document,
  DocumentResponse,
  DocumentList,
  Upload,
  Model,
  ModelList,
  PurgeResponse,
  CacheStats,
  CacheTotals,
  Key,
  NewKey,
  KeyList,
  Limits,
  KeyBudget,
  UsageReport,
  UsageRow,
  Thread,
  ThreadList,
  Turn,
  TurnList,
  Erased,
  Live,
  Ready,
  Problem,
  ErrorCode,
  ...COMPAT_REPLIES,
}

type JsonSchema = z.core.JSONSchema.BaseSchema
export type SchemaName = keyof typeof REQUESTS | keyof typeof REPLIES

export const schemaRef = (name: SchemaName) => ({ $ref: `#/components/schemas/${name}` })

/** The named schemas: requests as clients write them, replies as they get them. */
export function openApiSchemas(): Record<string, JsonSchema> {
  const { StreamedEvent: streamed, ...replies } = toJsonSchemas(REPLIES, 'output')
  const mapping = Object.fromEntries(
    Object.entries(EVENTS).map(([name, event]) => [
      event.shape.type.value,
      schemaRef(name as SchemaName).$ref,
    ]),
  )
  return {
    ...toJsonSchemas(REQUESTS, 'input'),
    ...replies,
    StreamedEvent: { ...streamed, discriminator: { propertyName: 'type', mapping } },
  }
}

/** The fields of a query as parameters of an operation. */
export function queryParameters(schema: z.ZodObject) {
  const { properties = {} } = z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => simplify(jsonSchema),
  })
  return Object.entries(properties).map(([name, property]) => ({ name, in: 'query', schema: property }))
}

function toJsonSchemas(named: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id })
  const { schemas } = z.toJSONSchema(registry, {
    io,
    uri: (id) => schemaRef(id as SchemaName).$ref,
    override: ({ jsonSchema }) => {
      // Replies stay open for fields to come.
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties
      simplify(jsonSchema)
    },
  })
  return Object.fromEntries(Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]))
}

const SAFE_INTEGERS: readonly unknown[] = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]

/** What only repeats goes: bounds that say "a JavaScript integer", patterns of a format that has a name. */
function simplify(jsonSchema: JsonSchema): void {
  if (jsonSchema.format) delete jsonSchema.pattern
  if (SAFE_INTEGERS.includes(jsonSchema.maximum)) delete jsonSchema.maximum
  if (SAFE_INTEGERS.includes(jsonSchema.minimum)) delete jsonSchema.minimum
}
