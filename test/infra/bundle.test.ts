import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { App } from 'aws-cdk-lib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseInfraSettings } from '../../infra/settings.ts'
import { IngotStack } from '../../infra/stacks/ingot-stack.ts'
import { proxyEvent } from '../support/lambda-stream.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { makePdf } from '../support/make-pdf.ts'
import { CDK_JSON } from '../support/synth-stack.ts'

/** The function's code must not grow unseen: every cold start reads it, the vendors' SDKs included so far. */
const BUDGET_BYTES = 4_150_000

/** Lambda's runtime in little: loads the bundle, sends it events, prints what it streams. */
const RUNTIME = `
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: {
    from(stream, prelude) {
      stream.write(JSON.stringify(prelude) + '\\n')
      return stream
    },
  },
}
const { handler } = await import(process.argv[2])
const replies = []
for (const event of JSON.parse(process.argv[3])) {
  const stream = new PassThrough()
  const [reply] = await Promise.all([text(stream), handler(event, stream)])
  replies.push(reply.split('\\n').map((line) => JSON.parse(line)))
}
console.log(JSON.stringify(replies))
process.exit(0)
`

describe('the code of the stream function', () => {
  let folder: string
  let code: string
  let store: TestStore
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-bundle-'))
    const app = new App({ outdir: path.join(folder, 'cdk.out'), context: CDK_JSON.context })
    new IngotStack(app, parseInfraSettings({}))
    const { directory } = app.synth()
    const [asset = ''] = (await readdir(directory)).filter((name) => name.startsWith('asset.'))
    code = path.join(directory, asset)
    await writeFile(path.join(folder, 'runtime.mjs'), RUNTIME)
    store = await startTestStore()
  }, 60_000)
  afterAll(async () => {
    await store.close()
    await rm(folder, { recursive: true, force: true })
  })

  it('is two modules, a map and the file of SQLite, within the budget', async () => {
    expect((await readdir(code)).sort()).toEqual([
      'index.mjs',
      'index.mjs.map',
      'node-sqlite3-wasm.wasm',
      'parse-worker.mjs',
    ])
    expect((await stat(path.join(code, 'index.mjs'))).size).toBeLessThan(BUDGET_BYTES)
  })

  it('parses a file in its thread', async () => {
    const job = { kind: 'pdf', bytes: makePdf([['Ropes are lent by the harbour master.']]) }
    const worker = new Worker(path.join(code, 'parse-worker.mjs'), { workerData: job })
    const [extracted] = await once(worker, 'message')
    await worker.terminate()
    expect(JSON.stringify(extracted)).toContain('Ropes are lent by the harbour master.')
  })

  it('starts by itself and answers', async () => {
    const events = [
      proxyEvent('GET /health/ready'),
      proxyEvent('POST /v1/answers', { json: { question: 'x' } }),
    ]
    const words = [path.join(folder, 'runtime.mjs'), path.join(code, 'index.mjs'), JSON.stringify(events)]
    const env = {
      PATH: process.env['PATH'],
      TMPDIR: folder,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
      INGOT_CACHE_TABLE: 'ingot-cache',
      INGOT_APP_TABLE: 'ingot-app',
      INGOT_DOCUMENTS_BUCKET: 'documents',
      INGOT_AUTH: 'keys',
    }
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: folder, env })
    const [[readyPrelude, ready], [refusedPrelude, refused]] = JSON.parse(stdout)
    expect(readyPrelude).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json' } })
    expect(ready).toMatchObject({ status: 'ready', dependencies: { store: 'ok' } })
    expect(refusedPrelude.statusCode).toBe(401)
    expect(refused.code).toBe('unauthenticated')
  })
})
