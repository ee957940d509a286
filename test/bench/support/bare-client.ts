import { createParser } from 'eventsource-parser'

/** `obedient` does not retry when `x-should-retry` says so; `stubborn` sends a refused request three more times. */
export type BareClient = 'obedient' | 'stubborn'

export type BareOutcome = {
  status: number
  requests: number
  firstByteMs: number
  firstTextMs: number
  /** The terminal event; null: there was none. */
  end: string | null
  served: string | null
  state: string
}

const RETRIES = 3
const GIVE_UP_AFTER_MS = 60_000

/** Asks for a stream with nothing but HTTP, and reads it to its end. */
export async function askBare(address: string, body: object, client: BareClient): Promise<BareOutcome> {
  const startedAt = performance.now()
  for (let requests = 1; ; requests += 1) {
    const response = await fetch(`${address}/v1/answers`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(GIVE_UP_AFTER_MS),
    })
    if (response.ok) return { status: 200, requests, ...(await readStream(response, startedAt)) }
    await response.text()
    const isTold = client === 'obedient' && response.headers.get('x-should-retry') === 'false'
    if (isTold || requests > RETRIES) return { ...NOTHING, status: response.status, requests }
  }
}

const NOTHING = {
  firstByteMs: Number.POSITIVE_INFINITY,
  firstTextMs: Number.POSITIVE_INFINITY,
  end: null,
  served: null,
  state: '',
}

async function readStream(
  response: Response,
  startedAt: number,
): Promise<Omit<BareOutcome, 'status' | 'requests'>> {
  const seen: Omit<BareOutcome, 'status' | 'requests'> = { ...NOTHING }
  const since = () => performance.now() - startedAt
  const parser = createParser({
    onEvent({ data }) {
      const event = JSON.parse(data) as {
        type: string
        cache?: { state: string }
        mode?: { served?: string }
      }
      if (event.type === 'answer-start') seen.state = event.cache?.state ?? ''
      if (event.type === 'synopsis-delta') seen.firstTextMs = Math.min(seen.firstTextMs, since())
      if (event.type === 'answer-end' || event.type === 'answer-error') {
        seen.end = event.type
        seen.served = event.mode?.served ?? null
      }
    },
  })
  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    seen.firstByteMs = Math.min(seen.firstByteMs, since())
    parser.feed(decoder.decode(bytes, { stream: true }))
  }
  return seen
}
