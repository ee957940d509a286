import * as z from 'zod'
import { Answer, RESOLVERS } from './answer.ts'
import { Instant } from './common.ts'

const Title = z
  .string()
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must hold no control characters')
  .transform((title) => title.trim())

/** `POST /v1/threads` */
export const ThreadRequest = z.strictObject({
  title: Title.default('').describe('Empty: the first question becomes the title.'),
})
export type ThreadRequest = z.infer<typeof ThreadRequest>

/** `PATCH /v1/threads/{id}` */
export const ThreadChange = z.strictObject({
  title: Title.refine((title) => title !== '', 'must not be empty'),
})

export const Thread = z.strictObject({
  id: z.string(),
  title: z.string(),
  turns: z.int().nonnegative().describe('How many questions were asked in it.'),
  created_at: Instant,
  updated_at: Instant.describe('When the last of them was asked, or the title was given.'),
})
export type Thread = z.infer<typeof Thread>

/** `GET /v1/threads` */
export const ThreadListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^(?:\d{16}-thr_[0-9a-f]{30})?$/, 'must be the next_cursor of the page before')
    .optional(),
})

export const ThreadList = z.strictObject({
  threads: z.array(Thread).describe('The one used last comes first.'),
  next_cursor: z.string().nullable(),
})
export type ThreadList = z.infer<typeof ThreadList>

/** `GET /v1/threads/{id}/turns` */
export const TurnListQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(50).default(10),
  cursor: z.coerce
    .number()
    .int()
    .min(1)
    .max(999_999)
    .optional()
    .describe('`next_cursor` of the page before.'),
})

export const TURN_STATES = ['running', 'completed', 'cancelled', 'failed', 'gone'] as const

export const Turn = z.strictObject({
  turn: z.int().positive(),
  question: z.string().describe('As it was asked.'),
  standalone_question: z.string().describe('As it was searched.'),
  resolved_by: z
    .enum(RESOLVERS)
    .describe(
      'Who made it a question of its own. `asked`: it was one. `nobody`: it was answered together with the question before, for its owner alone.',
    ),
  asked_at: Instant,
  answer_id: z.string(),
  state: z.enum(TURN_STATES).describe('`gone`: the answer, or a source of it, was purged.'),
  answer: Answer.nullable(),
})
export type Turn = z.infer<typeof Turn>

export const TurnList = z.strictObject({
  turns: z.array(Turn).describe('The latest comes first.'),
  next_cursor: z.int().nullable(),
})
export type TurnList = z.infer<typeof TurnList>
