import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { EventSourceParserStream } from 'eventsource-parser/stream'
import { startServer } from '../../functions/local/start-server.ts'
import { Answer } from '../../shared/api/answer.ts'
import { StreamedEvent } from '../../shared/api/answer-events.ts'
import { parseSettings, type Settings } from '../../shared/config/env.ts'
import type { WebSearch } from '../../shared/ports/web-search.ts'

export type StreamedLine = { id: string | undefined; name: string | undefined; event: StreamedEvent }

/** The whole local server over TCP, with a state folder of its own. */
export async function startTestServer(
  overrides: Partial<Settings> = {},
  options: { webSearches?: readonly WebSearch[] } = {},
) {
  const stateDir = overrides.stateDir ?? (await mkdtemp(path.join(tmpdir(), 'ingot-test-')))
  const settings: Settings = { ...parseSettings({}), port: 0, logLevel: 'silent', ...overrides, stateDir }
  const server = await startServer(settings, { webSearches: [], ...options })
  const post = (route: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(server.address + route, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    })
  return {
    address: server.address,
    stateDir,
    post,
    get: (route: string) => fetch(server.address + route),
    async addText(title: string, text: string, collection = 'documents'): Promise<string> {
      const response = await post('/v1/documents', { title, text, collection })
      if (response.status !== 201) throw new Error(`not added: ${response.status} ${await response.text()}`)
      return ((await response.json()) as { document: { id: string } }).document.id
    },
    /** Resolves when nothing is being written any more: what was answered is sealed. */
    settled: () => server.runtime.settled(),
    /** Stops the server; the state folder stays, for another start. */
    stop: () => server.close(),
    async close() {
      await server.close()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}
/** The answer of a reply; a problem is shown as it is. */
export async function readAnswer(response: Response): Promise<Answer> {
  const body: unknown = await response.json()
  if (!response.ok) throw new Error(`no answer: ${response.status} ${JSON.stringify(body)}`)
  return Answer.parse(body)
}

export type TestServer = Awaited<ReturnType<typeof startTestServer>>

/** Every event of an event stream, read by a real parser and checked against the wire's schema. */
export async function readEvents(response: Response): Promise<StreamedLine[]> {
  const lines: StreamedLine[] = []
  if (!response.body) throw new Error('no body')
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { id, event, data } of events)
    lines.push({ id, name: event, event: StreamedEvent.parse(JSON.parse(data)) })
  return lines
}
