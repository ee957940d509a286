import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleFunctions } from '../../infra/constructs/function-code.ts'
import { createDynamoApiKeys } from '../../shared/adapters/dynamodb/api-keys.ts'
import { createKeyRing } from '../../shared/callers/key-ring.ts'
import { parseAccess } from '../../shared/config/access.ts'
import { parseModels } from '../../shared/config/models.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'
import { proxyEvent } from '../support/lambda-stream.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { makePdf } from '../support/make-pdf.ts'

/** What a cold start reads before the first request, and what is uploaded. */
const ENTRY_BUDGET_BYTES = 500_000
const ZIP_BUDGET_BYTES = 5_000_000

const NO_LIMITS = { limits: {}, budget: {}, expiresAt: null }

/** Lambda's runtime in little: loads a handler, hands it events, prints what it answers. */
const RUNTIME = `
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { isStreamed: true }),
  HttpResponseStream: {
    from(stream, prelude) {
      stream.write(JSON.stringify(prelude) + '\\n')
      return stream
    },
  },
}
const { handler } = await import(process.argv[2])
const invocation = { getRemainingTimeInMillis: () => 60_000 }
const replies = []
for (const event of JSON.parse(process.argv[3])) {
  const stream = new PassThrough()
  const [reply] = handler.isStreamed
    ? await Promise.all([text(stream), handler(event, stream, invocation)])
    : [JSON.stringify(await handler(event, invocation))]
  replies.push(reply.split('\\n').map((line) => JSON.parse(line)))
}
process.stdout.write(JSON.stringify(replies) + '\\n', () => process.exit(0))
`

describe('the code of the functions', () => {
  let code: string
  let store: TestStore
  beforeAll(async () => {
    code = await mkdtemp(path.join(tmpdir(), 'ingot-bundle-'))
    await bundleFunctions(code, { models: parseModels({}), access: parseAccess({}) })
    store = await startTestStore()
  }, 60_000)
  afterAll(async () => {
    await store.close()
    await rm(code, { recursive: true, force: true })
  })

  /** Runs the entry as Lambda would, elsewhere than where it was built, and gives its replies. */
  async function invoke(entry: string, events: object[], settings: Record<string, string> = {}) {
    const env = {
      PATH: process.env['PATH'],
      TMPDIR: code,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
      INGOT_CACHE_TABLE: 'ingot-cache',
      INGOT_APP_TABLE: 'ingot-app',
      INGOT_AUTH: 'keys',
      ...settings,
    }
    const words = [
      '--input-type=module',
      '--eval',
      RUNTIME,
      'runtime',
      path.join(code, entry),
      JSON.stringify(events),
    ]
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: code, env })
    return JSON.parse(stdout.split('\n').findLast((line) => line.startsWith('[')) ?? '')
  }

  /** The file and all that it imports before it runs. */
  async function startOf(name: string, seen = new Set<string>()): Promise<Set<string>> {
    if (seen.has(name)) return seen
    seen.add(name)
    const text = await readFile(path.join(code, name), 'utf8')
    for (const [, next = ''] of text.matchAll(/(?:from|import)\s*"\.\/([\w-]+\.mjs)"/g))
      await startOf(next, seen)
    return seen
  }

  it.each(['stream.mjs', 'api.mjs', 'fill.mjs', 'ingest.mjs', 'ops.mjs'])(
    '%s starts with little, and no vendor of models',
    async (entry) => {
      const files = [...(await startOf(entry))]
      const sizes = await Promise.all(files.map(async (file) => (await stat(path.join(code, file))).size))
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(ENTRY_BUDGET_BYTES)
      const texts = await Promise.all(files.map((file) => readFile(path.join(code, file), 'utf8')))
      expect(texts.join('')).not.toMatch(/ConverseStream|InvokeEndpointWithResponseStream|Readability/)
    },
  )

  it('holds the models, the file of SQLite and the thread that parses, and is small to upload', async () => {
    const names = await readdir(code)
    expect(names).toEqual(
      expect.arrayContaining(['models.json', 'node-sqlite3-wasm.wasm', 'parse-worker.mjs']),
    )
    const archive = promisify(execFile)
    const { stdout } = await archive('sh', ['-c', 'tar czf - . | wc -c'], { cwd: code })
    expect(Number(stdout)).toBeLessThan(ZIP_BUDGET_BYTES)
  })

  it('parses a file in its thread', async () => {
    const job = { kind: 'pdf', bytes: makePdf([['Ropes are lent by the harbour master.']]) }
    const worker = new Worker(path.join(code, 'parse-worker.mjs'), { workerData: job })
    const [extracted] = await once(worker, 'message')
    await worker.terminate()
    expect(JSON.stringify(extracted)).toContain('Ropes are lent by the harbour master.')
  })

  it('starts by itself and answers, streamed', async () => {
    const events = [
      proxyEvent('GET /health/ready'),
      proxyEvent('POST /v1/answers', { json: { question: 'x' } }),
    ]
    const settings = {
      INGOT_AUTH: 'keys',
      INGOT_DOCUMENTS_BUCKET: 'documents',
      INGOT_MODELS_FILE: 'models.json',
    }
    const [[readyPrelude, ready], [refusedPrelude, refused]] = await invoke('stream.mjs', events, settings)
    expect(readyPrelude).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } })
    expect(ready).toMatchObject({ status: 'ready', dependencies: { store: 'ok' } })
    expect(refusedPrelude.statusCode).toBe(401)
    expect(refused.code).toBe('unauthenticated')
  })

  it('starts by itself and answers in one piece, without what it has no use for', async () => {
    const [[document], [missing]] = await invoke('api.mjs', [
      proxyEvent('GET /openapi.json'),
      proxyEvent('GET /docs/none.js'),
    ])
    expect(document).toMatchObject({
      statusCode: 200,
      multiValueHeaders: { 'content-type': ['application/json'] },
      isBase64Encoded: false,
    })
    expect(JSON.parse(document.body).openapi).toBe('3.1.0')
    expect(missing.statusCode).toBe(404)
  })

  it('serves the tools of the Model Context Protocol', async () => {
    const keys = createKeyRing({
      keys: createDynamoApiKeys({ client: store.client, tableName: 'ingot-app' }),
      clock: systemClock,
    })
    const { key } = await keys.create({
      name: 'test',
      tenant: 'acme',
      user: null,
      scopes: ['read'],
      ...NO_LIMITS,
    })
    const headers = { authorization: `Bearer ${key}`, accept: 'application/json, text/event-stream' }
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
    const [[prelude, { result }]] = await invoke(
      'stream.mjs',
      [proxyEvent('POST /mcp', { json: list, headers })],
      { INGOT_DOCUMENTS_BUCKET: 'documents', INGOT_MODELS_FILE: 'models.json' },
    )
    expect(prelude.statusCode).toBe(200)
    expect(result.tools.map(({ name }: { name: string }) => name)).toEqual([
      ...['search', 'read', 'summarize', 'answer'],
    ])
    const question = result.tools[3].inputSchema.properties.question
    expect(question).toMatchObject({ type: 'string', description: 'In the words of the person who asks.' })
  })

  it('works the queue, and hands back what is no message of ours', async () => {
    const body = JSON.stringify({ scope: 'public', key: 'gone', fill: 1 })
    const event = {
      Records: [
        { messageId: '1', body },
        { messageId: '2', body: 'x' },
      ],
    }
    expect(await invoke('fill.mjs', [event])).toEqual([[{ batchItemFailures: [{ itemIdentifier: '2' }] }]])
  })
})
