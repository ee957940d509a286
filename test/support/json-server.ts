import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export type JsonCall = { target: string; body: Record<string, unknown>; authorization: string }

/**
 * A service of AWS that speaks JSON over one address, by `X-Amz-Target`: `answer` gives what it replies, an error
 * as `{ error: 'ResourceNotFoundException' }`.
 */
export async function startJsonServer(
  answer: (call: JsonCall) => { error: string } | Record<string, unknown>,
) {
  const calls: JsonCall[] = []
  const server = createServer(async (request, response) => {
    const call = {
      target: String(request.headers['x-amz-target']),
      body: JSON.parse(await text(request)) as Record<string, unknown>,
      authorization: request.headers.authorization ?? '',
    }
    calls.push(call)
    const reply = answer(call)
    const failed = 'error' in reply
    response.writeHead(failed ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify(failed ? { __type: reply['error'], message: 'refused' } : reply))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
