import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createApp } from '../../functions/http/app.ts'
import { parseSettings, type Settings } from '../../shared/config/env.ts'
import { CALLER_SCOPES, type Caller, type CallerScope } from '../../shared/ports/callers.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'
import { startLocalRuntime } from '../../shared/runtime/local.ts'

/** `tenant/user`, or `tenant/` for somebody whom nobody knows. */
export type CallerName = `${string}/${string}`

const HEADER = 'x-test-caller'

/** The whole app in this process, for callers of several names; nothing of it is scripted but who is calling. */
export async function startCallersApp(
  overrides: Partial<Settings> = {},
  options: { webSearches?: readonly WebSearch[]; scopes?: readonly CallerScope[] } = {},
) {
  const { scopes = CALLER_SCOPES, ...runtimeOptions } = options
  const stateDir = await mkdtemp(path.join(tmpdir(), 'ingot-callers-'))
  const settings: Settings = { ...parseSettings({}), logLevel: 'silent', ...overrides, stateDir }
  const runtime = await startLocalRuntime(settings, { webSearches: [], ...runtimeOptions })
  /** One object for each, as for who has a key: what is remembered of a caller comes into play. */
  const callers = new Map<string, Caller>()
  const callerOf = (name: string): Caller => {
    const [tenant = '', user = ''] = name.split('/')
    const caller = callers.get(name) ?? { tenant, user: user === '' ? null : user, scopes }
    callers.set(name, caller)
    return caller
  }
  const app = createApp({
    ...runtime,
    authenticate: async (request) => callerOf(request.headers.get(HEADER) ?? ''),
    version: '1',
    bodyLimitBytes: 100_000,
    assets: async () => undefined,
    log: () => undefined,
  })
  const get = async (name: CallerName, route: string, headers: Record<string, string> = {}) =>
    app.request(route, { headers: { [HEADER]: name, ...headers } })
  const post = async (
    name: CallerName,
    route: string,
    body: unknown = {},
    headers: Record<string, string> = {},
  ) =>
    app.request(route, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { [HEADER]: name, 'content-type': 'application/json', ...headers },
    })
  const send = async (name: CallerName, method: 'PATCH' | 'DELETE', route: string, body?: object) =>
    app.request(route, {
      method,
      headers: { [HEADER]: name, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  return {
    request: async (name: CallerName, route: string, init: RequestInit) => {
      const headers = new Headers(init.headers)
      headers.set(HEADER, name)
      return app.request(route, { ...init, headers })
    },
    get,
    post,
    send,
    /** What became of the question, as an event stream. */
    stream: (name: CallerName, body: object) =>
      post(name, '/v1/answers', body, { accept: 'text/event-stream' }),
    async addText(name: CallerName, document: { title: string; text: string; collection?: string }) {
      const response = await post(name, '/v1/documents', document)
      if (response.status !== 201) throw new Error(`not added: ${response.status} ${await response.text()}`)
      return ((await response.json()) as { document: { id: string } }).document.id
    },
    settled: () => runtime.settled(),
    async close() {
      await runtime.close()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
export type CallersApp = Awaited<ReturnType<typeof startCallersApp>>
