import * as z from 'zod'

export const PerplexityError = z.looseObject({
  error: z.looseObject({ message: z.string(), type: z.string(), code: z.int().describe('The status.') }),
  detail: z
    .array(z.looseObject({ loc: z.array(z.string()), msg: z.string(), type: z.string() }))
    .optional()
    .describe('What was wrong with which field.'),
})
