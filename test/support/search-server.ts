import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2Server } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { SEARCH_WIRES, type SearchAsked, type SearchPage, type SearchProvider } from './search-wires.ts'

export type SearchFault =
  | 'none'
  | 'unauthorized'
  | 'no-credit'
  | 'refused'
  | 'status-401'
  | 'status-402'
  | 'status-422'
  | 'rate-limited'
  | 'error'
  | 'html'
  | 'empty'
  | 'other-shape'
  | 'slow'
  | 'cut'
  | 'redirect'

/** A search provider on loopback that speaks the documented wire of one vendor, key and errors included. */
export async function startSearchServer(provider: SearchProvider, pages: readonly SearchPage[]) {
  const wire = SEARCH_WIRES[provider]
  const requests: SearchAsked[] = []
  let fault: SearchFault = 'none'

  const sockets = new Set<Socket>()

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const body = await text(request)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const asked = { url, headers: request.headers, body: body === '' ? undefined : JSON.parse(body) }
    requests.push(asked)
    const send = (status: number, reply: unknown, headers: Record<string, string> = {}) =>
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(typeof reply === 'string' ? reply : JSON.stringify(reply))
    const fail = (status: number, headers?: Record<string, string>) =>
      send(status, wire.errorBody(status), { ...wire.errorHeaders?.(status), ...headers })
    if (request.method !== wire.method || url.pathname !== wire.path) return fail(404)
    if (fault === 'unauthorized' || !wire.isAuthorized(asked)) {
      const { unauthorizedStatus: status, unauthorizedBody: body = wire.errorBody(status) } = wire
      return send(status, body, wire.errorHeaders?.(status))
    }
    switch (fault) {
      case 'no-credit':
        return fail(wire.noCreditStatus)
      case 'refused':
        return fail(wire.refusedStatus)
      case 'status-401':
      case 'status-402':
      case 'status-422':
        return fail(Number(fault.slice('status-'.length)))
      case 'rate-limited':
        return fail(429, { 'retry-after': '7' })
      case 'error':
        return fail(500)
      case 'html':
        return send(200, '<html>Are you a robot?</html>', { 'content-type': 'text/html' })
      case 'other-shape':
        return send(200, { surprise: true })
      case 'redirect':
        return send(302, '', { location: 'http://127.0.0.1:1/elsewhere' })
      case 'slow':
        return
      case 'cut':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
        response.write('{"results": [')
        setImmediate(() => {
          for (const socket of sockets) socket.resetAndDestroy()
        })
        return
    }
    const words = wire.queryOf(asked).toLowerCase().split(/\s+/)
    const found = pages.filter((page) => {
      const content = `${page.title} ${page.content}`.toLowerCase()
      return words.every((word) => content.includes(word))
    })
    return send(200, wire.reply(fault === 'empty' ? [] : found, asked))
  }

  // The SDK speaks HTTP/2 with this service; Node's compatibility API has the shapes of HTTP/1.
  const server = wire.isHttp2
    ? createHttp2Server(
        (request, response) =>
          void answer(request as unknown as IncomingMessage, response as unknown as ServerResponse),
      )
    : createServer((request, response) => void answer(request, response))
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    setFault(next: SearchFault) {
      fault = next
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
export type SearchServer = Awaited<ReturnType<typeof startSearchServer>>
