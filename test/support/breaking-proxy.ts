import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** A request on its way, and the reply that the server would give; `response` is the client's. */
export type Passing = { request: IncomingMessage; response: ServerResponse; ask(): Promise<Response> }

/** True: the reply was given (or never will be); false: it goes through as it is. */
export type Break = (passing: Passing) => Promise<boolean> | boolean

/** A server behind a proxy that breaks some of its replies. */
export async function startBreakingProxy(address: string, breakIt: Break) {
  const proxy = createServer(async (request, response) => {
    const body = await buffer(request)
    const ask = () => {
      const { host: _, connection: __, 'content-length': ___, ...given } = request.headers
      const headers = given as Record<string, string>
      const method = request.method ?? 'GET'
      return fetch(`${address}${request.url}`, { method, headers, body: body.length > 0 ? body : null })
    }
    if (await breakIt({ request, response, ask })) return
    const reply = await ask()
    response.writeHead(reply.status, headersOf(reply)).end(Buffer.from(await reply.arrayBuffer()))
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close() {
      proxy.close()
      proxy.closeAllConnections()
    },
  }
}

/** Without those of one connection, or of a body that was decoded. */
export const headersOf = (reply: Response): Record<string, string> => {
  const {
    connection,
    'transfer-encoding': __,
    'content-encoding': ___,
    ...rest
  } = Object.fromEntries(reply.headers)
  return rest
}
