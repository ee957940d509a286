import { IngotError } from '../../errors.ts'
import { deadlineIn } from '../../lib/deadline.ts'

/**
 * GETs JSON from a search provider. Everything that goes wrong is `search_unavailable`; `cause` is set when
 * the provider could not be reached at all.
 */
export async function fetchJson(
  url: URL,
  options: { name: string; userAgent: string; timeoutMs: number; signal: AbortSignal },
): Promise<unknown> {
  const { name, userAgent, timeoutMs } = options
  const { signal } = deadlineIn(timeoutMs, options)
  const response = await fetch(url, {
    headers: { accept: 'application/json', 'user-agent': userAgent },
    signal,
  }).catch((cause: unknown) => {
    throw new IngotError('search_unavailable', `${name}: cannot be reached`, { cause })
  })
  if (!response.ok) {
    await response.body?.cancel()
    const retryAfterS = Number(response.headers.get('retry-after'))
    const wait = Number.isFinite(retryAfterS) && retryAfterS > 0 ? { retryAfterS } : {}
    throw new IngotError('search_unavailable', `${name}: HTTP ${response.status}`, wait)
  }
  try {
    return await response.json()
  } catch {
    throw new IngotError('search_unavailable', `${name}: the reply is no JSON`)
  }
}
