import type { CacheOutcome, Mode } from '../../../shared/api/answer.ts'
import { ApiFailure, type FailureCode } from '../lib/client.ts'
import { number, spanOfTime, words } from '../lib/language.ts'

/** Where the answer came from, as one would tell a friend. */
export function tellCache(cache: CacheOutcome): string {
  const parts = [tellState(cache), tellSaved(cache)]
  const isNew = cache.state === 'miss' || cache.state === 'hit' || cache.state === 'coalesced'
  const isKept = cache.expires_in_s !== null && cache.expires_in_s > 0
  if (isNew && isKept) parts.push(words().cache.kept(spanOfTime(cache.expires_in_s ?? 0)))
  return parts.filter((part) => part !== '').join(' · ')
}

function tellState({ state, layer, age_s, matched_question }: CacheOutcome): string {
  const said = words().cache
  const age = spanOfTime(age_s)
  if (state === 'hit' && layer === 'semantic') {
    return matched_question === null ? said.semanticPrivate(age) : said.semantic(matched_question, age)
  }
  if (state === 'hit') return said.hit(age)
  if (state === 'stale') return said.stale(age)
  return said[state]
}

function tellSaved({ saved }: CacheOutcome): string {
  const said = words().cache
  const parts = [
    saved.gpu_seconds > 0 ? said.gpuSeconds(number(saved.gpu_seconds, 2)) : '',
    saved.usd > 0 ? said.usd(number(saved.usd, 5)) : '',
    saved.model_calls > 0 && saved.gpu_seconds === 0 ? said.calls(number(saved.model_calls)) : '',
  ].filter((part) => part !== '')
  return parts.length === 0 ? '' : said.saved(parts.join(', '))
}

/** Who wrote it, and why somebody else than was asked for. */
export function tellMode({ served, model, reason }: Mode): string {
  const { rungs, reasons } = words()
  const told = reason === null ? '' : (reasons[reason] ?? reason)
  return [rungs[served], model === null ? '' : `(${model})`, told === '' ? '' : `– ${told}`]
    .filter((part) => part !== '')
    .join(' ')
}

export const tellWarning = (code: string): string => words().warnings[code] ?? ''

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
