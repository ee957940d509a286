import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'

/**
 * `cut` breaks the TCP connection; `reset` ends the stream with an error of HTTP/2; `hang` keeps it open and
 * silent until the client leaves; a promise holds the rest back until it resolves.
 */
export type BedrockStep =
  | string
  | Uint8Array
  | { delayMs: number }
  | { until: Promise<unknown> }
  | 'cut'
  | 'reset'
  | 'hang'

export type BedrockReply = {
  status?: number
  headers?: Record<string, string>
  /** Each string or byte array is one write, flushed before the next. */
  steps?: readonly BedrockStep[]
  /** Hangs before the status line. */
  isSilent?: boolean
}

export type BedrockRequest = {
  /** As it was sent, the id still encoded. */
  path: string
  /** `converse-stream` or `invoke` */
  operation: string
  model: string
  headers: IncomingHttpHeaders
  // biome-ignore lint/suspicious/noExplicitAny: the tests say what they expect in it.
  body: any
}

export type BedrockScript = BedrockReply | ((request: BedrockRequest) => BedrockReply)

/** Amazon Bedrock's runtime on loopback, HTTP/2 without TLS, answering as the script says. Signed calls only. */
export async function startBedrockServer(script: BedrockScript) {
  const requests: BedrockRequest[] = []
  const sockets = new Set<Socket>()
  let aborts = 0
  let onAbort: (() => void)[] = []

  const server = createServer()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('stream', async (stream, headers) => {
    let hasEnded = false
    // A client that leaves is what many scripts are about.
    stream.on('error', () => undefined)
    stream.on('close', () => {
      if (hasEnded) return
      aborts++
      for (const resolve of onAbort.splice(0)) resolve()
    })
    const request = readRequest(String(headers[':path']), headers, await buffer(stream))
    requests.push(request)
    const isSigned = headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')
    const reply = typeof script === 'function' ? script(request) : script
    hasEnded = await play(isSigned ? reply : errorReply(403, 'MissingAuthenticationTokenException'), stream)
  })

  async function play(reply: BedrockReply, stream: ServerHttp2Stream): Promise<boolean> {
    const { status = 200, headers, steps = [], isSilent = false } = reply
    if (isSilent) return false
    stream.respond({
      ':status': status,
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': 'req-1',
      ...headers,
    })
    for (const step of steps) {
      if (stream.destroyed || step === 'hang') return false
      if (step === 'cut' || step === 'reset') {
        breakOff(step, stream)
        return true
      }
      await take(step, stream)
    }
    stream.end()
    return true
  }

  function breakOff(how: 'cut' | 'reset', stream: ServerHttp2Stream) {
    if (how === 'cut') {
      const port = stream.session?.socket.remotePort
      for (const socket of sockets) if (socket.remotePort === port) socket.resetAndDestroy()
    } else {
      // Not `close`, which would end the stream well first.
      stream.destroy(new Error('reset'))
    }
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
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
    /** Resolves when no client is connected. */
    async idle() {
      await Promise.all([...sockets].map((socket) => once(socket, 'close')))
    },
    async close() {
      onAbort = []
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type BedrockServer = Awaited<ReturnType<typeof startBedrockServer>>

function readRequest(path: string, headers: IncomingHttpHeaders, body: Buffer): BedrockRequest {
  const [, , model = '', operation = ''] = path.split('/')
  return {
    path,
    operation,
    model: decodeURIComponent(model),
    headers,
    body: JSON.parse(body.toString('utf8')),
  }
}

async function take(step: Exclude<BedrockStep, 'cut' | 'reset' | 'hang'>, stream: ServerHttp2Stream) {
  if (typeof step === 'string' || step instanceof Uint8Array) {
    await new Promise((resolve) => stream.write(step, resolve))
    // Lets the client read before the next write, so that the cuts of the script are seen.
    await new Promise((resolve) => setImmediate(resolve))
    return
  }
  if ('until' in step) await step.until
  else await new Promise((resolve) => setTimeout(resolve, step.delayMs))
}

export const jsonReply = (body: unknown, headers: Record<string, string> = {}): BedrockReply => ({
  headers: { 'content-type': 'application/json', ...headers },
  steps: [typeof body === 'string' ? body : JSON.stringify(body)],
})

/** An error in place of an answer; its text says "vendor-secret". */
export const errorReply = (
  status: number,
  name: string,
  headers: Record<string, string> = {},
): BedrockReply => ({
  status,
  ...jsonReply({ message: 'vendor-secret' }, { 'x-amzn-errortype': name, ...headers }),
})
