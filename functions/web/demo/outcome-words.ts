import type { CacheOutcome, Mode } from '../../../shared/api/answer.ts'
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
