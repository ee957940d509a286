import type { Context } from 'hono'
import type { AppEnv } from './app-deps.ts'

/** What is answered in where nothing else is known; naming it would make another key of the same answer. */
const ELSE = 'en'

type Asking = { language: string | null; thread_id?: string | null }

const known = new WeakMap<object, Map<string, unknown>>()

/**
 * The request, with the language that `Accept-Language` (RFC 9110, section 12.5.4) likes best, where the request
 * names none and the question's own cannot be told from its words ("GPU", "2+2"). Everything else is answered alike
 * whatever the phone is set to, and shares the cache. Follow-ups keep to their thread. Equal requests give the very
 * same object.
 */
export async function withDefaultLanguage<Request extends Asking>(
  c: Context<AppEnv>,
  request: Request,
  question: string,
): Promise<Request> {
  const language = likedBest(c.req.header('accept-language'))
  if (request.language !== null || request.thread_id || language === null || language === ELSE) return request
  const variants = known.get(request) ?? new Map<string, Request>()
  known.set(request, variants)
  const before = variants.get(language)
  if (before) return before as Request
  const { detectLanguage } = await import('../../shared/text/language.ts')
  const variant = detectLanguage(question) === null ? Object.freeze({ ...request, language }) : request
  variants.set(language, variant)
  return variant
}

/** `de-AT, de;q=0.9, *;q=0.1` -> `de`; null when no language stands there. */
function likedBest(header: string | undefined): string | null {
  let best: { language: string; quality: number } | null = null
  for (const range of header?.split(',') ?? []) {
    const [, language, quality = '1'] = /^\s*([a-z]{2,3})\b[^;]*(?:;\s*q=([\d.]+))?/i.exec(range) ?? []
    if (language && Number(quality) > (best?.quality ?? 0)) best = { language, quality: Number(quality) }
  }
  return best?.language.toLowerCase() ?? null
}
