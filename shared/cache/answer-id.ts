import { IngotError } from '../errors.ts'
import { memoise } from '../lib/memoise.ts'
import type { AnswerIdentity } from '../ports/answer-log.ts'

const PREFIX = 'ans_'

/** What an answer's id encodes: where it lies, and which fill of that key it is. */
export const encodeAnswerId = ({ scope, key, fill }: AnswerIdentity): string =>
  encode(`${fill.toString(36)}/${key}/${scope}`)

/** Popular answers are told by the same id again and again. */
const encode = memoise((text) => PREFIX + Buffer.from(text).toString('base64url'), { max: 2_000 })

/** Throws `not_found` for what was never an id of ours. */
export function decodeAnswerId(id: string): AnswerIdentity {
  const text = id.startsWith(PREFIX) ? Buffer.from(id.slice(PREFIX.length), 'base64url').toString() : ''
  const match = /^([0-9a-z]{1,11})\/([0-9a-f]{1,64}(?:~[0-9a-f]{1,32})?)\/(.{1,1000})$/s.exec(text)
  const [, fill, key, scope] = match ?? []
  if (fill === undefined || key === undefined || scope === undefined) {
    throw new IngotError('not_found', 'There is no answer of this id.')
  }
  return { scope, key, fill: Number.parseInt(fill, 36) }
}
