import * as z from 'zod'

/** A part of a message; what is no text (images, files) is not read. */
const Part = z.looseObject({ type: z.string().optional(), text: z.string().optional() })
export const Content = z
  .union([z.string(), z.array(Part)], { error: 'must be a text, or a list of parts' })
  .nullish()
export const Message = z.looseObject({ role: z.string().default('user'), content: Content })
export type Message = z.infer<typeof Message>

/** An optional text, as clients leave it out: not there, or null. */
export const Text = z.string().nullish()
export const Names = z.array(z.string()).nullish()

/** What Ingot tells beside the fields of a dialect; clients skip what they do not know. */
export const Extension = z
  .looseObject({ id: z.string() })
  .describe('`standalone_question`, `mode`, `cache`, `warnings` and `filters_applied` as in `Answer`.')

export const ListedSource = z.looseObject({
  title: z.string(),
  url: z.string(),
  date: z.string().nullable(),
  last_updated: z.string().nullable(),
  snippet: z.string(),
})
