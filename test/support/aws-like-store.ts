import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { createDynamoClient } from '../../shared/adapters/dynamodb/client.ts'
import { startTestStore, type TestStore } from './local-store.ts'

type Attributes = { pk: unknown; sk: unknown }
type Call = {
  TableName: string
  Item?: Attributes
  Key?: Attributes
  ReturnValuesOnConditionCheckFailure?: string
}

/** dynalite behind a proxy that, as AWS does, sends the item that a condition failed on when asked to. */
export async function startAwsLikeStore(): Promise<TestStore> {
  const store = await startTestStore()
  const proxy = createServer(async (request, response) => {
    const body = await text(request)
    const target = String(request.headers['x-amz-target'])
    const call = JSON.parse(body) as Call
    let reply = await send(store.endpoint, target, body)
    if (
      reply.body.includes('ConditionalCheckFailed') &&
      call.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
    ) {
      const { pk, sk } = call.Item ?? call.Key!
      const get = { TableName: call.TableName, Key: { pk, sk }, ConsistentRead: true }
      const { body: found } = await send(store.endpoint, 'DynamoDB_20120810.GetItem', JSON.stringify(get))
      reply = { ...reply, body: JSON.stringify({ ...JSON.parse(reply.body), ...JSON.parse(found) }) }
    }
    response.writeHead(reply.status, { 'content-type': 'application/x-amz-json-1.0' }).end(reply.body)
  })
  await listen(proxy)
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

/** dynalite checks the form of a signature, not the signature. */
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c'

async function send(
  endpoint: string,
  target: string,
  body: string,
): Promise<{ status: number; body: string }> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': target,
    'x-amz-date': '20261123T000000Z',
    authorization: AUTHORIZATION,
  }
  const response = await fetch(endpoint, { method: 'POST', headers, body })
  return { status: response.status, body: await response.text() }
}

const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
