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

/** The body up to its first piece of the synopsis; then the connection is lost, or ends with `last`. */
function cutAtText(body: ReadableStream<Uint8Array>, last?: StreamedEvent): ReadableStream<Uint8Array> {
  let text = ''
  const decoder = new TextDecoder()
  return body.pipeThrough(
    new TransformStream({
      transform(part, controller) {
        text += decoder.decode(part, { stream: true })
        const [whole] = /^.*?event: synopsis-delta\n.*?\n\n/s.exec(text) ?? []
        if (!last) controller.enqueue(part)
        if (whole === undefined) return
        if (!last) return controller.error(new TypeError('terminated'))
        controller.enqueue(Buffer.from(`${whole}event: ${last.type}\ndata: ${JSON.stringify(last)}\n\n`))
        controller.terminate()
      },
    }),
  )
}

const LATE = {
  type: 'answer-error',
  code: 'deadline_exceeded',
  message: 'No time is left.',
  retryable: true,
} as const

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

  it.each([
    ['after a lost connection', undefined],
    ['where the server may hold the connection no longer', LATE],
  ])('reads on %s, and shows nothing twice', async (_, last) => {
    const whole = await textOf(BUILT.question)
    const asked: string[] = []
    const real = fetch
    vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
      const reply = await real(url, init)
      asked.push(`${init.method ?? 'GET'} ${new Headers(init.headers).has('last-event-id')}`)
      return asked.length === 1 && reply.body ? new Response(cutAtText(reply.body, last), reply) : reply
    })
    expect(await textOf(BUILT.question)).toBe(whole)
    expect(asked).toEqual(['POST false', 'GET true'])
  })

  it('throws what is refused for good', async () => {
    await expect(textOf(' ')).rejects.toMatchObject({ problem: { code: 'invalid_request' } })
  })
})
