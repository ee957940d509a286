import * as z from 'zod'

/** What a queue carries from the function that started a fill to the one that goes on with it. */
const FillMessage = z.strictObject({
  scope: z.string().min(1),
  key: z.string().min(1),
  fill: z.int().positive(),
})
type FillMessage = z.infer<typeof FillMessage>

export const writeFillMessage = ({ scope, key, fill }: FillMessage): string =>
  JSON.stringify({ scope, key, fill })

/** Throws when it is none of ours. */
export const readFillMessage = (text: string): FillMessage => FillMessage.parse(JSON.parse(text))
