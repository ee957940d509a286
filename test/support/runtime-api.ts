import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What the function sent for an event; its body comes as it is written, and its trailers behind it. */
export type RuntimeReply = { kind: 'response' | 'error'; message: IncomingMessage }

type Waiting = { event: unknown; id: string; timeoutMs: number; told: (reply: RuntimeReply) => void }

const VERSION = '/2018-06-01/runtime'

/** Lambda's Runtime API of one sandbox, on loopback: hands out events one at a time, and takes the replies. */
export async function startRuntimeApi() {
  const events: Waiting[] = []
  const running = new Map<string, Waiting>()
  let polling: ServerResponse | undefined
  let initError: string | undefined
  const listeners: (() => void)[] = []

  function handOut() {
    const next = polling && events.shift()
    if (!polling || !next) return
    running.set(next.id, next)
    polling.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': next.id,
      'lambda-runtime-deadline-ms': String(Date.now() + next.timeoutMs),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:ingot',
      'lambda-runtime-trace-id': 'Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700',
    })
    polling.end(JSON.stringify(next.event))
    polling = undefined
  }

  async function take(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? ''
    const [, id = '', kind] = /\/invocation\/([^/]+)\/(response|error)$/.exec(path) ?? []
    if (path === `${VERSION}/invocation/next`) {
      polling = response
      for (const tell of listeners.splice(0)) tell()
      return handOut()
    }
    if (path === `${VERSION}/init/error`) initError = String(await buffer(request))
    const invocation = running.get(id)
    running.delete(id)
    invocation?.told({ kind: kind === 'error' ? 'error' : 'response', message: request })
    // Lambda takes a reply as a whole before it says so.
    if (!request.complete) await once(request, 'close').catch(() => undefined)
    response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}')
  }

  const server = createServer((request, response) => void take(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    /** Why the function's module could not be loaded, as the runtime says. */
    initError: () => initError,
    /** Resolves when the function asks for an event. */
    async idle(): Promise<void> {
      if (!polling) await new Promise<void>((resolve) => listeners.push(resolve))
    },
    /** Resolves when the function begins its reply. `timeoutMs`: until the deadline that it is told. */
    invoke: (event: unknown, { timeoutMs }: { timeoutMs: number }): Promise<RuntimeReply> =>
      new Promise((told) => {
        events.push({ event, id: randomUUID(), timeoutMs, told })
        handOut()
      }),
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
