import { createParser } from 'eventsource-parser'

const GIVE_UP_AFTER_MS = 60_000

export type Seen = {
  /** What a client shows at the end. */
  text: string
  id: string
  /** `null`: there was no terminal event. */
  end: 'answer-end' | 'answer-error' | null
  /** How the answer was found. */
  state: string
  lastEventId: string | undefined
  /** On the clock of this process. */
  firstByteAt: number
  /** When the last event of each type came. */
  lastAt: Map<string, number>
  firstDeltaAt: number
  /** The terminal event, or the JSON body. */
  last: Record<string, unknown>
}

type Line = { type: string; text?: string; id?: string; cache?: { state: string } }

const nothing = (): Seen => ({
  ...{ text: '', id: '', end: null, state: '', lastEventId: undefined, last: {} },
  ...{ firstByteAt: Number.NaN, firstDeltaAt: Number.NaN, lastAt: new Map() },
})

/** Asks, and reads to the end or to where the connection breaks: then `end` is null. */
export async function ask(
  address: string,
  body: object,
  accept: 'text/event-stream' | 'application/json',
): Promise<Seen> {
  return read(`${address}/v1/answers`, accept, nothing(), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept },
    body: JSON.stringify(body),
  })
}

/** Goes on with a stream that broke off, at another server. */
export const resume = (address: string, seen: Seen): Promise<Seen> =>
  read(`${address}/v1/answers/${seen.id}/events`, 'text/event-stream', seen, {
    headers: seen.lastEventId === undefined ? {} : { 'last-event-id': seen.lastEventId },
  })

async function read(url: string, accept: string, seen: Seen, request: RequestInit): Promise<Seen> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(GIVE_UP_AFTER_MS) })
    if (accept === 'application/json') return readJson(response)
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`)
    await readStream(response, seen)
  } catch (thrown) {
    // Undici's word for a connection that is refused or breaks off.
    if (!(thrown instanceof TypeError)) throw thrown
  }
  return seen
}

async function readJson(response: Response): Promise<Seen> {
  const body = (await response.json()) as { synopsis: string; id: string; cache: { state: string } }
  if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(body)}`)
  return {
    ...nothing(),
    text: body.synopsis,
    id: body.id,
    state: body.cache.state,
    end: 'answer-end',
    last: body,
  }
}

async function readStream(response: Response, seen: Seen): Promise<void> {
  const parser = createParser({
    onEvent({ id, data }) {
      if (id !== undefined && id !== '') seen.lastEventId = id
      take(JSON.parse(data) as Line, seen)
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    if (Number.isNaN(seen.firstByteAt)) seen.firstByteAt = performance.now()
    parser.feed(decoder.decode(bytes, { stream: true }))
  }
}

function take(line: Line, seen: Seen): void {
  seen.lastAt.set(line.type, performance.now())
  switch (line.type) {
    case 'answer-start':
      seen.id = line.id ?? seen.id
      seen.state = line.cache?.state ?? ''
      break
    case 'answer-restart':
      seen.id = line.id ?? seen.id
      seen.text = ''
      break
    case 'synopsis-delta':
      if (Number.isNaN(seen.firstDeltaAt)) seen.firstDeltaAt = performance.now()
      seen.text += line.text ?? ''
      break
    case 'answer-end':
    case 'answer-error':
      seen.end = line.type
      seen.last = line
  }
}
