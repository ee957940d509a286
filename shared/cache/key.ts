import { sha256Hex } from '../lib/hash.ts'

/** JSON with the keys of every object in order, so that equal values give equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** The key of an answer within its scope: a hash of everything that changes the answer, and of nothing else. */
export const answerKey = (request: unknown): string => sha256Hex(canonicalJson(request), 40)
