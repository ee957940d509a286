import * as z from 'zod'
import { ERROR_CODES } from '../errors.ts'

/** RFC 9457 problem details. `code` is stable; `fields` names what was wrong with the input. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.enum(ERROR_CODES),
  retryable: z.boolean(),
  request_id: z.string(),
  fields: z.array(z.strictObject({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>
