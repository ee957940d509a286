import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * `cut` breaks the connection; `hang` keeps it open and silent until the client leaves; a promise holds
 * the rest back until it resolves.
 */
export type ScriptedStep =
  | string
  | Uint8Array
  | { delayMs: number }
  | { until: Promise<unknown> }
  | 'cut'
  | 'hang'

export type ScriptedReply = {
  status?: number
  headers?: Record<string, string>
  /** Each string or byte array is one write, flushed before the next. */
  steps?: readonly ScriptedStep[]
}

export type RecordedRequest = {
  method: string
  path: string
  headers: IncomingHttpHeaders
  body: { model: string; messages: { role: string; content: string }[]; [field: string]: unknown }
}

export type Script = ScriptedReply | ((request: RecordedRequest, index: number) => ScriptedReply)

/** A model vendor on loopback that speaks OpenAI's streaming wire as the script says. */
export async function startScriptedOpenAiServer(initial: Script = plainReply(['Hello.'])) {
  let script = initial
  const requests: RecordedRequest[] = []
  let aborts = 0
  let onAbort: (() => void)[] = []

  const server = createServer(async (request, response) => {
    const body: Uint8Array[] = []
    for await (const part of request) body.push(part)
    const { method = '', url: path = '', headers } = request
    const recorded = { method, path, headers, body: JSON.parse(Buffer.concat(body).toString('utf8')) }
    requests.push(recorded)
    const reply = typeof script === 'function' ? script(recorded, requests.length - 1) : script
    response.on('close', () => {
      if (response.writableEnded || wasCut.has(response)) return
      aborts++
      for (const resolve of onAbort.splice(0)) resolve()
    })
    await play(reply, response)
  })
  const wasCut = new WeakSet<ServerResponse>()

  async function play({ status = 200, headers, steps = [] }: ScriptedReply, response: ServerResponse) {
    response.socket?.setNoDelay(true)
    response.writeHead(status, { 'content-type': 'text/event-stream', ...headers })
    response.flushHeaders()
    for (const step of steps) {
      if (response.destroyed || step === 'hang') return
      if (step === 'cut') {
        wasCut.add(response)
        response.destroy()
        return
      }
      await take(step, response)
    }
    response.end()
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    /** What a model entry's `base_url` names. */
    baseUrl: `http://127.0.0.1:${port}/v1`,
    /** Every call so far, in order. */
    requests,
    get calls() {
      return requests.length
    },
    /** Clients that left before the reply had ended. */
    get aborts() {
      return aborts
    },
    /** Resolves with the next abort, or at once when there was one. */
    aborted: () => (aborts > 0 ? Promise.resolve() : new Promise<void>((resolve) => onAbort.push(resolve))),
    setScript(next: Script) {
      script = next
    },
    async close() {
      onAbort = []
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type ScriptedOpenAiServer = Awaited<ReturnType<typeof startScriptedOpenAiServer>>

async function take(step: Exclude<ScriptedStep, 'cut' | 'hang'>, response: ServerResponse): Promise<void> {
  if (typeof step === 'string' || step instanceof Uint8Array) {
    await new Promise((resolve) => response.write(step, resolve))
    // Lets the client read before the next write, so that the cuts of the script are seen.
    await new Promise((resolve) => setImmediate(resolve))
    return
  }
  if ('until' in step) await step.until
  else await new Promise((resolve) => setTimeout(resolve, step.delayMs))
}

/** One event of the wire. */
export const event = (data: unknown) => `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

export const DONE = event('[DONE]')

/** An event with a delta, e.g. `{ content: 'Hel' }`. */
export const deltaEvent = (delta: Record<string, unknown>, finishReason: string | null = null) =>
  event({
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    model: 'scripted',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })

export const usageEvent = (prompt: number, completion: number, reasoning = 0) =>
  event({
    object: 'chat.completion.chunk',
    choices: [],
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      completion_tokens_details: { reasoning_tokens: reasoning },
    },
  })

/** A whole reply that ends well: each text is one event; usage is 100 tokens in, 20 out. */
export function plainReply(
  texts: readonly string[],
  { reasoning = [] as readonly string[] } = {},
): ScriptedReply {
  return {
    steps: [
      ...reasoning.map((text) => deltaEvent({ reasoning_content: text })),
      ...texts.map((content) => deltaEvent({ content })),
      deltaEvent({}, 'stop'),
      usageEvent(100, 20),
      DONE,
    ],
  }
}

/** The steps' bytes, written `size` at a time: characters and events are cut anywhere. */
export function inPieces(texts: readonly string[], size: number): Uint8Array[] {
  const bytes = new TextEncoder().encode(texts.join(''))
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * size, (index + 1) * size))
}
