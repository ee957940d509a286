import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { startTestStore, type TestStore } from '../../support/local-store.ts'
import { type ScriptedModel, startScriptedModel } from '../../support/model-server.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'

let model: ScriptedModel
let store: TestStore
let one: TestServer
let two: TestServer
beforeAll(async () => {
  model = await startScriptedModel()
  store = await startTestStore()
  const shared = { ...model.settings, dynamodbEndpoint: store.endpoint }
  one = await startTestServer(shared)
  two = await startTestServer(shared)
})
afterAll(async () => {
  await one.close()
  await two.close()
  await store.close()
  await model.close()
})

/** Calls go to the one server, and what is said about them to the other, as behind a load balancer. */
async function connect(): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' })
  const elsewhere: typeof fetch = (url, init) =>
    fetch(String(init?.body).includes('notifications/cancelled') ? `${two.address}/mcp` : url, init)
  const transport = new StreamableHTTPClientTransport(new URL(`${one.address}/mcp`), {
    fetch: (url, init) => elsewhere(url, init),
  })
  await client.connect(transport)
  return client
}

it('stops an answer whose cancellation another server hears of, and no other client’s', async () => {
  const release = model.hold()
  const [client, other] = [await connect(), await connect()]
  const ask = (of: Client, question: string, signal?: AbortSignal) => {
    const order = { name: 'answer', arguments: { question } }
    const call = of.callTool(order, undefined, signal ? { signal } : {})
    call.catch(() => undefined)
    return call
  }
  const calls = model.vendor.calls
  const leave = new AbortController()
  const cancelled = ask(client, 'Do dogs travel free of charge?', leave.signal)
  // The same number of call in another session.
  const kept = ask(other, 'Do cats travel free of charge?')
  await vi.waitFor(() => expect(model.vendor.calls).toBe(calls + 2), 15_000)
  leave.abort('no longer wanted')
  await expect(cancelled).rejects.toThrow('no longer wanted')
  await model.vendor.aborted()
  release()
  expect((await kept).isError).not.toBe(true)
  expect(model.vendor.aborts).toBe(1)
  await client.close()
  await other.close()
})
