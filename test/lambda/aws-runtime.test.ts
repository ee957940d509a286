import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../functions/http/app.ts'
import type { StartedApp } from '../../functions/lambda/sandbox-app.ts'
import { startApp } from '../../functions/lambda/start-app.ts'
import { createStreamHandler } from '../../functions/lambda/stream-handler.ts'
import { Answer } from '../../shared/api/answer.ts'
import { Problem } from '../../shared/api/problem.ts'
import { parseSettings } from '../../shared/config/env.ts'
import { buildAwsRuntime } from '../../shared/runtime/aws.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { callHandler, proxyEvent, withPrelude } from '../support/lambda-stream.ts'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { type S3Server, startS3Server } from '../support/s3-server.ts'
import { startS3VectorsServer } from '../support/s3-vectors-server.ts'
import { CALLER } from '../support/scripted-answers.ts'
import { readEvents } from '../support/test-server.ts'

const ENVIRONMENT = {
  INGOT_CACHE_TABLE: 'ingot-cache',
  INGOT_APP_TABLE: 'ingot-app',
  INGOT_DOCUMENTS_BUCKET: 'documents',
  INGOT_WEB_SEARCH: '',
  INGOT_AUTH: 'keys',
}
const settings = parseSettings(ENVIRONMENT)
const log = () => undefined

let store: TestStore
let s3: S3Server
const machineTmp = tmpdir()
const temporary: string[] = []

/** A new sandbox has an empty `/tmp`. */
async function newSandbox() {
  const folder = await mkdtemp(path.join(machineTmp, 'ingot-sandbox-'))
  temporary.push(folder)
  Object.assign(process.env, { TMPDIR: folder })
}

const handlerOf = (start: () => Promise<StartedApp>) => createStreamHandler({ start, withPrelude, log })

/** The function as it is deployed, but that everybody is let in. */
async function openHandler() {
  await newSandbox()
  return handlerOf(async () => {
    const runtime = await buildAwsRuntime(settings, { report: log })
    const assets = async () => undefined
    const app = createApp({
      ...runtime,
      authenticate: async () => CALLER,
      version: '1',
      bodyLimitBytes: 100_000,
      assets,
      log,
    })
    return { fetch: (request) => app.fetch(request), settled: runtime.settled }
  })
}

beforeAll(async () => {
  store = await startTestStore()
  s3 = await startS3Server({ bucket: 'documents' })
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  })
})
afterAll(async () => {
  await s3.close()
  await store.close()
  await Promise.all(temporary.map((folder) => rm(folder, { recursive: true, force: true })))
})

describe('the AWS runtime', () => {
  it('answers nobody without a key, and tells its health to everybody', async () => {
    await newSandbox()
    const handler = handlerOf(() => startApp(settings, log))
    const routes = [
      'GET /v1/models',
      'POST /v1/answers',
      'POST /v1/search',
      'GET /v1/documents',
      'GET /v1/nothing',
    ]
    for (const route of routes) {
      const { prelude, response } = await callHandler(handler, proxyEvent(route, { json: {} }))
      expect(prelude.statusCode).toBe(401)
      expect(prelude.headers['www-authenticate']).toBe('Bearer')
      expect(Problem.parse(await response.json()).code).toBe('unauthenticated')
    }
    const authorization = { authorization: 'Bearer anything' }
    const guessed = await callHandler(handler, proxyEvent('GET /v1/models', { headers: authorization }))
    expect(guessed.prelude.statusCode).toBe(401)

    const ready = await callHandler(handler, proxyEvent('GET /health/ready'))
    expect(await ready.response.json()).toEqual({
      status: 'ready',
      dependencies: { store: 'ok', model: 'not_configured' },
    })
    expect((await callHandler(handler, proxyEvent('GET /health/live'))).prelude.statusCode).toBe(200)
  })

  it('answers whoever has a key, and is not built for nobody in particular', async () => {
    await newSandbox()
    const runtime = await buildAwsRuntime(settings, { report: log })
    const wish = { name: 'app', tenant: 'acme', user: null, scopes: ['read'] as const }
    const { key } = await runtime.keys.create({ ...wish, limits: {}, budget: {}, expiresAt: null })
    const handler = handlerOf(() => startApp(settings, log))
    const headers = { authorization: `Bearer ${key}` }
    const models = await callHandler(handler, proxyEvent('GET /v1/models', { headers }))
    expect(models.prelude.statusCode).toBe(200)
    const open = parseSettings({ ...ENVIRONMENT, INGOT_AUTH: 'none' })
    await expect(buildAwsRuntime(open, { report: log })).rejects.toMatchObject({ code: 'invalid_setting' })
  })

  it('keeps documents and answers where every sandbox finds them', async () => {
    const first = await openHandler()
    const added = await callHandler(
      first,
      proxyEvent('POST /v1/documents', { json: { ...DOCUMENTS.lighthouse, collection: 'documents' } }),
    )
    expect(added.prelude.statusCode).toBe(201)
    expect([...s3.objects.values()].map(String)).toEqual([DOCUMENTS.lighthouse.text])

    const second = await openHandler()
    const question = 'Who was the last keeper of the lighthouse of Skarv?'
    const headers = { accept: 'text/event-stream' }
    const { prelude, response } = await callHandler(
      second,
      proxyEvent('POST /v1/answers', { json: { question }, headers }),
    )
    expect(prelude.headers['content-type']).toBe('text/event-stream; charset=utf-8')
    const lines = await readEvents(response)
    expect(lines.at(-1)?.event.type).toBe('answer-end')
    const synopsis = lines.map(({ event }) => (event.type === 'synopsis-delta' ? event.text : '')).join('')
    expect(synopsis).toContain('Jonas Berg')

    const start = lines[0]?.event
    const id = start?.type === 'answer-start' ? start.id : ''
    const third = await openHandler()
    const stored = await callHandler(third, proxyEvent(`GET /v1/answers/${id}`))
    expect(Answer.parse(await stored.response.json())).toMatchObject({ status: 'completed', synopsis })
  })

  it('sweeps expired vectors, though it has no encoder, and tells when it cannot', async () => {
    const vectors = await startS3VectorsServer({ bucket: 'vectors', index: 'questions', dimensions: 2 })
    Object.assign(process.env, { AWS_ENDPOINT_URL_S3VECTORS: vectors.endpoint })
    const where = { INGOT_VECTOR_BUCKET: 'vectors', INGOT_VECTOR_INDEX: 'questions' }
    const runtime = await buildAwsRuntime(parseSettings({ ...ENVIRONMENT, ...where }), { report: log })
    const signal = new AbortController().signal
    // One in each part of the index; the sweep of an hour looks at one of them.
    const keys = [...'0123456789jklmno']
    for (const key of keys) {
      vectors.vectors.set(key, { key, data: { float32: [1, 0] }, metadata: { until: Date.now() - 1 } })
    }
    await runtime.sweep({ signal })
    expect(vectors.vectors.size).toBe(keys.length - 1)

    const forbidden = { status: 403, type: 'AccessDeniedException' }
    vectors.failures.push(forbidden)
    await expect(runtime.sweep({ signal })).rejects.toMatchObject({ code: 'store_unavailable' })
    await vectors.close()
  })

  it.each(['INGOT_CACHE_TABLE', 'INGOT_APP_TABLE'])('is not built without %s', async (name) => {
    const building = buildAwsRuntime(parseSettings({ ...ENVIRONMENT, [name]: '' }), { report: log })
    await expect(building).rejects.toMatchObject({ code: 'invalid_setting', message: `${name}: not set` })
  })
})
