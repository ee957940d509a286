import * as z from 'zod'
import {
  Answer,
  CacheOutcome,
  Citation,
  ContentsEntry,
  MODE_REASONS,
  Mode,
  PageFacts,
  READ_STATES,
  SERVED_MODES,
  Source,
  ThreadPlace,
  Warning,
} from './answer.ts'
import { ErrorCode } from './common.ts'

/** What the fill writes into the log: true for every reader, so nothing of a caller is in it. */
export const LOGGED_EVENTS = {
  'search-start': z.strictObject({ type: z.literal('search-start'), queries: z.array(z.string()) }),
  source: z.strictObject({ type: z.literal('source'), ...Source.shape }),
  queue: z
    .strictObject({
      type: z.literal('queue'),
      position: z.int().positive().describe('The place in the queue for the model, counted from 1.'),
      eta_ms: z.int().nonnegative().describe('How long until its turn, about.'),
    })
    .describe('The model is busy.'),
  'page-read': z.strictObject({
    type: z.literal('page-read'),
    n: z.int().positive(),
    read: z.enum(READ_STATES),
    ms: z.number().nonnegative(),
    ...Source.pick({ site: true, published: true }).partial().shape,
    ...PageFacts.shape,
  }),
  'source-synopsis': z.strictObject({
    type: z.literal('source-synopsis'),
    n: z.int().positive(),
    text: z.string(),
  }),
  contents: z
    .strictObject({ type: z.literal('contents'), entries: z.array(ContentsEntry) })
    .describe('What a long text that is summarized has in it, before the synopsis.'),
  'reasoning-delta': z.strictObject({ type: z.literal('reasoning-delta'), text: z.string() }),
  'synopsis-delta': z.strictObject({ type: z.literal('synopsis-delta'), text: z.string() }),
  citation: z.strictObject({ type: z.literal('citation'), ...Citation.shape }),
  'follow-ups': z.strictObject({ type: z.literal('follow-ups'), questions: z.array(z.string()) }),
  'mode-change': z.strictObject({
    type: z.literal('mode-change'),
    served: z.enum(SERVED_MODES),
    model: z.string().nullable(),
    reason: z.enum(MODE_REASONS).nullable(),
  }),
  'answer-restart': z.strictObject({
    type: z.literal('answer-restart'),
    reason: z
      .enum([...MODE_REASONS, 'moved', 'source_purged', 'cancelled'])
      .describe('Discard what was shown; the text follows anew.'),
    id: z
      .string()
      .optional()
      .describe('The `id` of the answer from here on, where it is not the one of `answer-start`.'),
  }),
  warning: z.strictObject({ type: z.literal('warning'), ...Warning.shape }),
} as const

/** First event of every stream: the reader's own envelope. */
export const AnswerStart = z.strictObject({
  type: z.literal('answer-start'),
  id: z.string(),
  question: z.string(),
  thread: ThreadPlace.optional(),
  mode: Mode.pick({ requested: true }),
  cache: CacheOutcome,
})

/** Last event of a stream that ended well: the JSON answer without what was already streamed. */
export const AnswerEnd = z.strictObject({
  type: z.literal('answer-end'),
  ...Answer.omit({
    synopsis: true,
    citations: true,
    sources: true,
    contents: true,
    follow_ups: true,
    reasoning: true,
    warnings: true,
    error: true,
  }).shape,
})

/** Last event of a stream that failed. */
export const AnswerError = z.strictObject({
  type: z.literal('answer-error'),
  code: ErrorCode,
  message: z.string(),
  retryable: z.boolean(),
})

/** One event of the stream; `type` is also its SSE `event:` name. */
export const StreamedEvent = z.discriminatedUnion('type', [
  AnswerStart,
  LOGGED_EVENTS['search-start'],
  LOGGED_EVENTS.source,
  LOGGED_EVENTS.queue,
  LOGGED_EVENTS['page-read'],
  LOGGED_EVENTS['source-synopsis'],
  LOGGED_EVENTS.contents,
  LOGGED_EVENTS['reasoning-delta'],
  LOGGED_EVENTS['synopsis-delta'],
  LOGGED_EVENTS.citation,
  LOGGED_EVENTS['follow-ups'],
  LOGGED_EVENTS['mode-change'],
  LOGGED_EVENTS['answer-restart'],
  LOGGED_EVENTS.warning,
  AnswerEnd,
  AnswerError,
])
export type StreamedEvent = z.infer<typeof StreamedEvent>
export type AnswerStart = z.infer<typeof AnswerStart>
export type AnswerEnd = z.infer<typeof AnswerEnd>
export type AnswerError = z.infer<typeof AnswerError>
