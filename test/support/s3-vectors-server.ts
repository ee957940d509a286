import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

type Vector = { key: string; data: { float32: number[] }; metadata?: Record<string, unknown> }
type Filter = Record<string, unknown>
type Call = {
  vectorBucketName: string
  indexName: string
  vectors?: Vector[]
  keys?: string[]
  topK?: number
  queryVector?: { float32: number[] }
  filter?: Filter
  maxResults?: number
  nextToken?: string
  segmentCount?: number
  segmentIndex?: number
  returnData?: boolean
  returnMetadata?: boolean
}

/** As much of S3 Vectors as an index needs, over loopback: one bucket, one index of cosine, its limits and errors. */
export async function startS3VectorsServer(options: { bucket: string; index: string; dimensions: number }) {
  const vectors = new Map<string, Vector>()
  const calls: string[] = []
  /** The next calls get this error instead, one each. */
  const failures: { status: number; type: string }[] = []
  const waiting: { operation: string; told: () => void }[] = []
  /** Pages of a list end early, as those do whose vectors are long. */
  const page = { atMost: 1_000 }

  const answers: Record<string, (call: Call) => object> = {
    PutVectors({ vectors: given = [] }) {
      for (const vector of given) {
        if (vector.data.float32.length !== options.dimensions) return refused('ValidationException')
        vectors.set(vector.key, vector)
      }
      return {}
    },
    DeleteVectors({ keys = [] }) {
      if (keys.length < 1 || keys.length > 500) return refused('ValidationException')
      for (const key of keys) vectors.delete(key)
      return {}
    },
    ListVectors({ maxResults = 500, nextToken = '', segmentCount = 1, segmentIndex = 0, ...wanted }) {
      const isPart = segmentCount >= 1 && segmentCount <= 16 && segmentIndex < segmentCount
      if (maxResults < 1 || maxResults > 1_000 || !isPart) return refused('ValidationException')
      const part = [...vectors.values()]
        .filter(({ key }) => key > nextToken && (key.codePointAt(0) ?? 0) % segmentCount === segmentIndex)
        .sort((one, other) => (one.key < other.key ? -1 : 1))
      const listed = part.slice(0, Math.min(maxResults, page.atMost))
      return {
        vectors: listed.map(({ key, data, metadata }) => ({
          key,
          ...(wanted.returnData ? { data } : {}),
          ...(wanted.returnMetadata ? { metadata } : {}),
        })),
        ...(listed.length < part.length ? { nextToken: listed.at(-1)?.key } : {}),
      }
    },
    QueryVectors({ topK = 0, queryVector, filter = {} }) {
      if (topK < 1 || topK > 100 || !queryVector) return refused('ValidationException')
      if (queryVector.float32.length !== options.dimensions) return refused('ValidationException')
      const found = [...vectors.values()]
        .filter(({ metadata = {} }) => matches(metadata, filter))
        .map(({ key, data, metadata }) => ({
          key,
          metadata,
          distance: distance(data.float32, queryVector.float32),
        }))
        .sort((one, other) => one.distance - other.distance)
      return { vectors: found.slice(0, topK), distanceMetric: 'cosine' }
    },
  }

  const server = createServer(async (request, response) => {
    const call = (await json(request)) as Call
    const operation = (request.url ?? '/').slice(1)
    calls.push(operation)
    const failure = failures.shift()
    if (failure) return refuse(response, failure.status, failure.type)
    if (!request.headers.authorization?.includes('/s3vectors/aws4_request')) {
      return refuse(response, 403, 'AccessDeniedException')
    }
    const isHere = call.vectorBucketName === options.bucket && call.indexName === options.index
    if (request.method !== 'POST' || !isHere) return refuse(response, 404, 'NotFoundException')
    const answer = answers[operation]?.(call) ?? refused('ValidationException')
    if ('refused' in answer) return refuse(response, 400, String(answer.refused))
    const at = waiting.findIndex((each) => each.operation === operation)
    if (at >= 0) waiting.splice(at, 1)[0]?.told()
    return response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    vectors,
    calls,
    failures,
    set pageAtMost(most: number) {
      page.atMost = most
    },
    /** Resolves when the next such call has been done, before its reply goes out; `then` is called at that moment. */
    onCall: (operation: string, then: () => void) =>
      new Promise<void>((resolve) => {
        waiting.push({
          operation,
          told() {
            then()
            resolve()
          },
        })
      }),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
export type S3VectorsServer = Awaited<ReturnType<typeof startS3VectorsServer>>

const refused = (type: string) => ({ refused: type })

function refuse(response: ServerResponse, status: number, type: string) {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type }
  return response.writeHead(status, headers).end(JSON.stringify({ message: type }))
}

/** `$and`, `$gt` and equality: what is asked for here. */
function matches(metadata: Record<string, unknown>, filter: Filter): boolean {
  return Object.entries(filter).every(([name, wanted]) => {
    if (name === '$and') return (wanted as Filter[]).every((each) => matches(metadata, each))
    const value = metadata[name]
    if (typeof wanted !== 'object' || wanted === null) return value === wanted
    return '$gt' in wanted && Number(value) > Number(wanted.$gt)
  })
}

function distance(one: readonly number[], other: readonly number[]): number {
  const product = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)
  return 1 - product(one, other) / Math.sqrt(product(one, one) * product(other, other))
}
