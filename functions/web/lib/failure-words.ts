import { ApiFailure, type FailureCode } from './client.ts'
import { number, words } from './language.ts'

/** What the reader can do about it; then what the server said, where that helps. */
export function tellFailure(thrown: unknown): string {
  if (!(thrown instanceof ApiFailure)) return words().advice.other
  const parts = [adviceOn(thrown.code)]
  if (thrown.code === 'invalid_request') parts.push(thrown.message)
  if (thrown.retryAfterS !== null) parts.push(words().retryIn(number(thrown.retryAfterS)))
  if (thrown.code === 'internal' && thrown.requestId !== null) parts.push(words().requestId(thrown.requestId))
  return parts.join(' ')
}

function adviceOn(code: FailureCode): string {
  const { advice } = words()
  if (Object.hasOwn(advice, code)) return advice[code as keyof typeof advice]
  const family = FAMILIES.find(([pattern]) => pattern.test(code))?.[1] ?? 'other'
  return advice[family]
}
const FAMILIES = [
  [/too_large/, 'too_large'],
  [/^page_/, 'page'],
  [/^file_|^unsupported_media_type/, 'file'],
  [/^model_|^fill_|^deadline_|^superseded/, 'model'],
  [/^search_|^source_/, 'search'],
  [/^invalid_/, 'request'],
] as const
