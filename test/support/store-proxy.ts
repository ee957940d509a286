import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { startTestStore, type TestStore } from './local-store.ts'

/** A reply to let through; null: the connection breaks, though the store has done what was asked. */
export type Reply = { status: number; body: string } | null

/** Stands between client and store. `call` is the operation's name; `send` asks the store. */
export type Intercept = (
  call: string,
  body: string,
  send: (body: string) => Promise<{ status: number; body: string }>,
) => Promise<Reply>

/** dynalite behind a proxy that may alter what is asked and what is answered. */
export async function startProxiedStore(intercept: Intercept): Promise<TestStore> {
  const store = await startTestStore()
  const proxy = createServer(async (request, response) => {
    const asked = await text(request)
    const target = String(request.headers['x-amz-target'])
    const send = async (body: string) => {
      const headers = {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': target,
        'x-amz-date': '20261123T000000Z',
        // dynalite checks the form of a signature, not the signature.
        authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
      }
      const answered = await fetch(store.endpoint, { method: 'POST', headers, body })
      return { status: answered.status, body: await answered.text() }
    }
    const reply = await intercept(target.split('.')[1] ?? '', asked, send)
    if (reply === null) return response.destroy()
    return response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.0' }).end(reply.body)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const client = createDynamoClient({ endpoint })
  return {
    client,
    endpoint,
    async close() {
      client.destroy()
      proxy.close()
      proxy.closeAllConnections()
      await store.close()
    },
  }
}
