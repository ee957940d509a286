import { EventSourceParserStream } from 'eventsource-parser/stream'
import { describe, expect, it, vi } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import { eventStream } from '../../../functions/http/event-stream.ts'
import type { NumberedEvent } from '../../../shared/answer/answers.ts'
import { StreamedEvent } from '../../../shared/api/answer-events.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import {
  EVENTS,
  numbered,
  play,
  postJson,
  START,
  scriptedAnswers,
  scriptedDeps,
} from '../../support/scripted-answers.ts'

const SSE = { accept: 'text/event-stream' }

/** What a client of the route reads, by a parser of its own. */
async function stream(
  reading: () => AsyncIterable<NumberedEvent>,
  path = '/v1/answers',
  body: object = { question: 'x' },
) {
  const deps = scriptedDeps({ answers: scriptedAnswers(reading).answers })
  const reply = await createApp(deps).request(path, postJson(body, SSE))
  return { reply, events: await parse(reply), logged: deps.logged }
}

async function parse(reply: Response) {
  const events: { id: string | undefined; name: string | undefined; data: StreamedEvent }[] = []
  const parsed = reply.body!.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { id, event, data } of parsed) {
    events.push({ id, name: event, data: StreamedEvent.parse(JSON.parse(data)) })
  }
  return events
}

const INTERNAL = {
  type: 'answer-error',
  code: 'internal',
  message: 'Something failed inside the server.',
  retryable: true,
}

describe('an event stream', () => {
  it('carries each event with its number, its name and its JSON', async () => {
    const { reply, events } = await stream(() => play(EVENTS))
    expect(reply.status).toBe(200)
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    expect(reply.headers.has('transfer-encoding')).toBe(false)
    expect(events.map(({ id, name }) => [id, name])).toEqual([
      [undefined, 'answer-start'],
      ['7000000', 'search-start'],
      ['7000001', 'source'],
      ['7000002', 'page-read'],
      ['7000003', 'source-synopsis'],
      ['7000004', 'synopsis-delta'],
      ['7000005', 'synopsis-delta'],
      ['7000006', 'citation'],
      ['7000007', 'follow-ups'],
      ['7000008', 'answer-end'],
    ])
    expect(events.map(({ data }) => data)).toEqual(EVENTS.map(({ event }) => event))
  })

  it('is served for a summary too', async () => {
    const { events } = await stream(() => play(EVENTS), '/v1/summaries', { text: 'Tides come and go.' })
    expect(events.at(-1)?.name).toBe('answer-end')
  })

  it('keeps line breaks and signs outside the basic plane', async () => {
    const text = 'line one\nline two\r\n\u2028 潮汐 🌊'
    const { events } = await stream(() =>
      play([START, ...numbered([{ type: 'synopsis-delta', text }]), EVENTS.at(-1)!]),
    )
    expect(events[1]?.data).toEqual({ type: 'synopsis-delta', text })
  })

  it('ends in an internal error when its source throws, and tells nobody what was thrown', async () => {
    const { events, logged } = await stream(async function* () {
      yield START
      throw new Error('password=hunter2 for the question "x"')
    })
    expect(events.map(({ data }) => data)).toEqual([START.event, INTERNAL])
    expect(JSON.stringify([events, logged])).not.toContain('hunter2')
    expect(logged.filter(({ level }) => level === 'error')).toMatchObject([
      { event: 'failure', code: 'internal', request_id: 'request-1', cause: 'Error' },
    ])
  })

  it('ends in an internal error when its source ends early', async () => {
    const { events } = await stream(() => play(EVENTS.slice(0, 5)))
    expect(events).toHaveLength(6)
    expect(events.at(-1)?.data).toEqual(INTERNAL)
  })

  it('ends at the first terminal event, whatever the source still has, and lets go of the source', async () => {
    let released = false
    const { events } = await stream(async function* () {
      try {
        yield* EVENTS
        yield* EVENTS
      } finally {
        released = true
      }
    })
    expect(events).toHaveLength(EVENTS.length)
    await vi.waitFor(() => expect(released).toBe(true))
  })
})

/** A source that the test feeds; it counts what is asked of it. */
function handFed() {
  const waiting: ((step: IteratorResult<NumberedEvent>) => void)[] = []
  const counts = { asked: 0, returned: 0 }
  const events: AsyncIterable<NumberedEvent> = {
    [Symbol.asyncIterator]: () => ({
      next() {
        counts.asked += 1
        return new Promise((resolve) => waiting.push(resolve))
      },
      return() {
        counts.returned += 1
        return new Promise(() => undefined)
      },
    }),
  }
  return { events, counts, feed: (value: NumberedEvent) => waiting.shift()?.({ done: false, value }) }
}

/** A clock whose sleepers wake when the test says so. */
function handWound() {
  const sleepers: { ms: number; wake: () => void; signal: AbortSignal | undefined }[] = []
  const clock: Clock = {
    now: () => 0,
    sleep: (ms, { signal } = {}) =>
      new Promise((wake, reject) => {
        sleepers.push({ ms, wake, signal })
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  return { clock, sleepers }
}

const onFailure = (thrown: unknown) => {
  throw thrown
}
const text = ({ value }: { value?: Uint8Array | undefined }) => new TextDecoder().decode(value)
const SOME = numbered([{ type: 'synopsis-delta', text: 'tide' }])[0]!
const SOME_TEXT = 'id: 7000000\nevent: synopsis-delta\ndata: {"type":"synopsis-delta","text":"tide"}\n\n'

describe('a slow or leaving client', () => {
  it('is never read ahead for', async () => {
    const { events, counts, feed } = handFed()
    const reader = eventStream(events, { clock: handWound().clock, onFailure }).getReader()
    expect(counts.asked).toBe(0)
    const first = reader.read()
    await vi.waitFor(() => expect(counts.asked).toBe(1))
    feed(SOME)
    expect(text(await first)).toBe(SOME_TEXT)
    await new Promise(setImmediate)
    expect(counts.asked).toBe(1)
  })

  it('gets a ping after each 10 s of silence, and then the event that it waited for', async () => {
    const { events, counts, feed } = handFed()
    const { clock, sleepers } = handWound()
    const reader = eventStream(events, { clock, onFailure }).getReader()
    for (const silence of [0, 1]) {
      const read = reader.read()
      await vi.waitFor(() => expect(sleepers).toHaveLength(silence + 1))
      expect(sleepers[silence]?.ms).toBe(10_000)
      sleepers[silence]?.wake()
      expect(text(await read)).toBe(': ping\n\n')
    }
    const read = reader.read()
    feed(SOME)
    expect(text(await read)).toBe(SOME_TEXT)
    expect(counts.asked).toBe(1)
    expect(sleepers.every(({ signal }) => signal?.aborted)).toBe(true)
  })

  it('that leaves while its source is silent ends the reading', async () => {
    const { events, counts, feed } = handFed()
    const { clock, sleepers } = handWound()
    const reader = eventStream(events, { clock, onFailure }).getReader()
    const read = reader.read()
    await vi.waitFor(() => expect(sleepers).toHaveLength(1))
    await reader.cancel()
    expect(counts.returned).toBe(1)
    expect(sleepers[0]?.signal?.aborted).toBe(true)
    expect((await read).done).toBe(true)
    feed(SOME)
    await new Promise(setImmediate)
    expect(counts).toEqual({ asked: 1, returned: 1 })
  })
})

describe('the Accept header', () => {
  it.each([
    [undefined, 'application/json'],
    ['*/*', 'application/json'],
    ['text/html', 'application/json'],
    ['application/json', 'application/json'],
    ['application/json;q=0.9, text/event-stream', 'text/event-stream; charset=utf-8'],
    ['text/event-stream;q=0.5, application/json', 'application/json'],
    ['text/event-stream, */*;q=0.1', 'text/event-stream; charset=utf-8'],
  ])('%s gets %s', async (accept, contentType) => {
    const headers: Record<string, string> = accept === undefined ? {} : { accept }
    const reply = await createApp(scriptedDeps()).request('/v1/answers', postJson({ question: 'x' }, headers))
    expect(reply.headers.get('content-type')).toBe(contentType)
    await reply.body?.cancel()
  })

  it('does not turn a refusal into a stream', async () => {
    const reply = await createApp(scriptedDeps()).request('/v1/answers', postJson({ question: '' }, SSE))
    expect([reply.status, reply.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
  })
})
