import { IngotError } from '../errors.ts'
import type { AnswerIdentity } from '../ports/answer-log.ts'

const PREFIX = 'ans_'

/** What an answer's id encodes: where it lies, and which fill of that key it is. */
export function encodeAnswerId({ scope, key, fill }: AnswerIdentity): string {
  return PREFIX + Buffer.from(`${fill.toString(36)}/${key}/${scope}`).toString('base64url')
}

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
