import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Agent, request as send } from 'undici'
import { TABLE_NAMES } from '../../../shared/names.ts'

/** What was asked of the store about one kind of item. Units as AWS would bill them on demand. */
export type Units = { calls: number; reads: number; writes: number }

const KINDS: Record<string, string> = {
  L: 'log',
  S: 'provenance',
  R: 'retrieval',
  P: 'page',
  D: 'synopsis',
  C: 'counters',
  I: 'idempotency',
}
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan'])

/**
 * Stands between a server and its store and counts request units by the kind of item. dynalite tells what
 * a call consumed, by the published sizes; what it leaves out is added: a query that finds nothing costs the
 * least there is, and a write whose condition fails is charged (1: the items in the way are small).
 */
export async function startCountingProxy(storeEndpoint: string) {
  let counted = new Map<string, Units>()
  const agent = new Agent()
  const proxy = createServer(async (request, response) => {
    const asked = JSON.parse(await text(request)) as Asked
    const call = String(request.headers['x-amz-target']).split('.')[1] ?? ''
    const { host, 'content-length': _, connection, ...headers } = request.headers
    const reply = await send(storeEndpoint, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' }),
      dispatcher: agent,
    })
    const body = await reply.body.text()
    count(call, asked, reply.statusCode, body)
    const { 'content-type': type } = reply.headers
    response.writeHead(reply.statusCode, { 'content-type': String(type) }).end(body)
  })
  const count = (call: string, asked: Asked, status: number, body: string) => {
    const isConditionFailed = body.includes('ConditionalCheckFailedException')
    if (status !== 200 && !isConditionFailed) return
    const kind = kindOf(asked)
    const units = counted.get(kind) ?? { calls: 0, reads: 0, writes: 0 }
    const consumed = isConditionFailed ? 1 : consumedBy(body, asked)
    units.calls += 1
    if (READS.has(call)) units.reads += consumed
    else units.writes += consumed
    counted.set(kind, units)
  }
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    /** What was counted since the last call, by kind. */
    take(): ReadonlyMap<string, Units> {
      const taken = counted
      counted = new Map()
      return taken
    },
    async close() {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
      await agent.close()
    },
  }
}

type Key = { pk?: { S?: string }; sk?: { S?: string } }
type Asked = {
  TableName?: string
  ConsistentRead?: boolean
  Key?: Key
  Item?: Key
  ExpressionAttributeValues?: Record<string, { S?: string }>
  RequestItems?: Record<string, { Keys?: Key[] }>
}

function kindOf({ TableName, Key, Item, ExpressionAttributeValues, RequestItems }: Asked): string {
  const [[batched, { Keys = [] }] = ['', {}]] = Object.entries(RequestItems ?? {})
  if ((TableName ?? batched) !== TABLE_NAMES.cache) return 'app table'
  const { pk, sk } = Key ?? Item ?? Keys[0] ?? {}
  const name = pk?.S ?? ExpressionAttributeValues?.[':pk']?.S ?? ''
  const [letter = ''] = name.split('#')
  return letter === 'A' ? (sk?.S?.split('#')[0] ?? 'ANSWER').toLowerCase() : (KINDS[letter] ?? letter)
}

type Consumed = { CapacityUnits: number }

function consumedBy(body: string, { ConsistentRead = false }: Asked): number {
  const { ConsumedCapacity } = JSON.parse(body) as { ConsumedCapacity?: Consumed | Consumed[] }
  const all = [ConsumedCapacity ?? []].flat()
  const units = all.reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0)
  return Math.max(units, ConsistentRead ? 1 : 0.5)
}
