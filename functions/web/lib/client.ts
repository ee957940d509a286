import type { Problem } from '../../../shared/api/problem.ts'

/** `network`: no reply came. Otherwise the API's own code. */
export type FailureCode = Problem['code'] | 'network'

export class ApiFailure extends Error {
  readonly code: FailureCode
  readonly retryAfterS: number | null
  readonly requestId: string | null

  constructor(
    code: FailureCode,
    detail: string,
    { retryAfterS = null, requestId = null }: { retryAfterS?: number | null; requestId?: string | null } = {},
  ) {
    super(detail)
    this.code = code
    this.retryAfterS = retryAfterS
    this.requestId = requestId
  }
}

/** Kept until the tab is closed, and no longer. */
const KEY_STORED_AS = 'ingot-api-key'
export const apiKey = {
  get: () => sessionStorage.getItem(KEY_STORED_AS) ?? '',
  set: (key: string) => sessionStorage.setItem(KEY_STORED_AS, key),
}

type Request = {
  method?: string
  json?: unknown
  body?: BodyInit
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** A reply of status 2xx. Throws `ApiFailure` with the problem's code, or `network`; an abort is rethrown. */
export async function call(path: string, request: Request = {}): Promise<Response> {
  const { json, body, method = json || body ? 'POST' : 'GET', signal } = request
  const headers = new Headers(request.headers)
  if (json !== undefined) headers.set('content-type', 'application/json')
  if (apiKey.get() !== '') headers.set('authorization', `Bearer ${apiKey.get()}`)
  // Relative, so that the page also works below a stage's path.
  const response = await fetch(path, {
    method,
    headers,
    body: json === undefined ? (body ?? null) : JSON.stringify(json),
    signal: signal ?? null,
  }).catch((thrown: unknown) => {
    if (signal?.aborted) throw thrown
    throw new ApiFailure('network', 'No reply came.')
  })
  if (!response.ok) throw await failureOf(response)
  return response
}

export const callJson = async <Reply>(path: string, request: Request = {}): Promise<Reply> =>
  (await call(path, request)).json() as Promise<Reply>

async function failureOf(response: Response): Promise<ApiFailure> {
  const waitS = Number(response.headers.get('retry-after'))
  const told = {
    retryAfterS: waitS > 0 ? waitS : null,
    requestId: response.headers.get('x-request-id'),
  }
  const problem = (await response.json().catch(() => null)) as Problem | null
  // Something between us and the server answered in its own words.
  if (!problem?.code) return new ApiFailure('network', `${response.status}`, told)
  const fields = problem.fields?.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new ApiFailure(problem.code, fields || problem.detail, told)
}
