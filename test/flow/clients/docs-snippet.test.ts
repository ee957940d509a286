import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { StreamedEvent } from '../../../shared/api/answer-events.ts'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'

type Ask = (
  base: string,
  key: string,
  question: string,
  show: (event: StreamedEvent) => void,
) => Promise<void>

/** The JavaScript of docs/clients.md as it stands there. */
async function snippet(): Promise<Ask> {
  const page = await readFile('docs/clients.md', 'utf8')
  const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? []
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)).ask
}

/** The body up to its first piece of the synopsis; then the connection is lost. */
function cutAtText(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
  let text = ''
  const decoder = new TextDecoder()
  return body.pipeThrough(
    new TransformStream({
      transform(part, controller) {
        text += decoder.decode(part, { stream: true })
        controller.enqueue(part)
        if (text.includes('event: synopsis-delta')) controller.error(new TypeError('terminated'))
      },
    }),
  )
}

describe('the JavaScript of docs/clients.md', () => {
  let server: ClientsServer
  let ask: Ask
  beforeAll(async () => {
    server = await startClientsServer()
    ask = await snippet()
  })
  afterAll(() => server.close())
  afterEach(() => vi.unstubAllGlobals())

  async function textOf(question: string) {
    const events: StreamedEvent[] = []
    await ask(server.address, 'none', question, (event) => events.push(event))
    expect(events[0]?.type).toBe('answer-start')
    expect(events.at(-1)?.type).toBe('answer-end')
    return events.map((event) => (event.type === 'synopsis-delta' ? event.text : '')).join('')
  }

  it('streams an answer', async () => {
    expect((await textOf(BUILT.question)).slice(0, BUILT.sentence.length)).toBe(BUILT.sentence)
  })

  it('reads on after a lost connection, and shows nothing twice', async () => {
    const whole = await textOf(BUILT.question)
    const asked: string[] = []
    const real = fetch
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const reply = await real(url, init)
      asked.push(`${init.method ?? 'GET'} ${new Headers(init.headers).has('last-event-id')}`)
      return asked.length === 1 && reply.body ? new Response(cutAtText(reply.body), reply) : reply
    })
    expect(await textOf(BUILT.question)).toBe(whole)
    expect(asked).toEqual(['POST false', 'GET true'])
  })

  it('throws what is refused for good', async () => {
    await expect(textOf(' ')).rejects.toMatchObject({ problem: { code: 'invalid_request' } })
  })
})
