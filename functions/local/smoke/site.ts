import { Problem } from '../../../shared/api/problem.ts'

/** Why a check failed, for people. */
export class SmokeFailure extends Error {}

export type SiteRequest = {
  signal: AbortSignal
  method?: string
  body?: object
  headers?: Record<string, string>
  /** Default: the key that was given. null: none. */
  key?: string | null
}

export type Site = {
  hasKey: boolean
  /** The reply, whatever its status; a redirect is not followed. Throws `SmokeFailure` when there is none. */
  send(path: string, request: SiteRequest): Promise<Response>
}

/** The server that is checked. */
export function createSite({ address, key: given }: { address: string; key: string | undefined }): Site {
  return {
    hasKey: given !== undefined,
    async send(path, { signal, method = 'GET', body, headers: more = {}, key = given ?? null }) {
      const headers: Record<string, string> = { ...more }
      if (body) headers['content-type'] = 'application/json'
      if (key !== null) headers['authorization'] = `Bearer ${key}`
      const init = {
        method,
        headers,
        signal,
        redirect: 'manual',
        body: body ? JSON.stringify(body) : null,
      } as const
      let response: Response
      try {
        response = await fetch(address + path, init)
      } catch (cause) {
        signal.throwIfAborted()
        throw new SmokeFailure(`no reply: ${causeOf(cause)}`, { cause })
      }
      if (response.status < 300 || response.status >= 400) return response
      throw new SmokeFailure(
        `redirected (${response.status}) to ${response.headers.get('location')}: give that URL`,
      )
    },
  }
}

/** `fetch` says "fetch failed", and why in the cause. */
function causeOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown
  return cause instanceof Error ? cause.message || cause.name : String(cause)
}

/** Throws `SmokeFailure` with the server's own words unless the reply has the status. */
export async function expectStatus(response: Response, status: number): Promise<Response> {
  if (response.status === status) return response
  throw new SmokeFailure(`${response.status} in place of ${status}${await wordsOf(response)}`)
}

async function wordsOf(response: Response): Promise<string> {
  const text = await response.text()
  const problem = Problem.safeParse(jsonOf(text))
  if (problem.success) return `: ${problem.data.code}: ${problem.data.detail}`
  const words = text.replace(/\s+/g, ' ').trim()
  return words === '' ? '' : `, not in Ingot's words: ${words.slice(0, 120)}`
}

/** undefined: no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
