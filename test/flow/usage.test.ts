import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { UsageReport } from '../../shared/api/usage.ts'
import { type Bearer, makeKey } from '../support/make-key.ts'
import { plainReply, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'
import { readAnswer, readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

let vendor: Awaited<ReturnType<typeof startScriptedOpenAiServer>>
let server: TestServer
let folder: string
let ann: Bearer & { id: string }
let app: Bearer & { id: string }
let ops: Bearer
const TODAY = new Date().toISOString().slice(0, 10)

beforeAll(async () => {
  vendor = await startScriptedOpenAiServer(plainReply(['Built in 1887 [1].']))
  folder = await mkdtemp(path.join(tmpdir(), 'ingot-usage-'))
  const modelsFile = path.join(folder, 'models.json')
  const price = { input_usd_per_mtok: 90, output_usd_per_mtok: 0 }
  const model = { alias: 'big', adapter: 'openai-compatible', model: 'big', base_url: vendor.baseUrl }
  await writeFile(modelsFile, JSON.stringify({ models: [{ ...model, modes: ['fast', 'deep'], price }] }))
  server = await startTestServer({ modelsFile, auth: ['keys'] })
  ann = await makeKey(server, { tenant: 'acme', user: 'ann' })
  app = await makeKey(server, { tenant: 'acme' })
  ops = await makeKey(server, { tenant: 'ops', scopes: ['operator'] })
  await server.post('/v1/documents', { title: 'Skarv', text: 'The lighthouse was built in 1887.' }, ann)
  const question = { question: 'When was the lighthouse built?' }
  await readAnswer(await server.post('/v1/answers', question, ann))
  await server.settled()
  await readAnswer(await server.post('/v1/answers', question, ann))
  await readEvents(await server.post('/v1/answers', question, { ...app, accept: 'text/event-stream' }))
})
afterAll(async () => {
  await server.close()
  await vendor.close()
  await rm(folder, { recursive: true, force: true })
})

const usage = (bearer: Bearer, query = '') =>
  fetch(`${server.address}/v1/usage${query}`, { headers: { ...bearer } })
const report = async (bearer: Bearer, query = '') =>
  UsageReport.parse(await (await usage(bearer, query)).json())

it('tells a caller what they have spent and saved', async () => {
  const { rows, key } = await report(ann)
  expect(key).toBeNull()
  expect(rows).toEqual([
    {
      ...{ day: TODAY, model: 'big', answers: 2, hits: 1, stale: 0, coalesced: 0, misses: 1, bypasses: 0 },
      ...{ model_calls: 1, input_tokens: 100, output_tokens: 20, reasoning_tokens: 0, gpu_seconds: 0 },
      ...{ usd: 0.009, saved_tokens: 120, saved_gpu_seconds: 0, saved_usd: 0.009 },
    },
  ])
})

it('tells what a key that many call with has, and each key apart', async () => {
  expect((await report(app)).totals).toMatchObject({ answers: 1, hits: 1, usd: 0, saved_usd: 0.009 })
  expect(await report(app, `?key=${app.id}`)).toMatchObject({ key: app.id, totals: { hits: 1, misses: 0 } })
  expect((await report(ops, `?key=${ann.id}`)).totals).toMatchObject({ hits: 1, misses: 1, usd: 0.009 })
})

it('tells operators of a tenant and of all, and nobody else', async () => {
  expect((await report(ops, '?whose=tenant&tenant=acme')).totals).toMatchObject({ answers: 3, usd: 0.009 })
  expect((await report(ops, '?whose=all')).totals).toMatchObject({ answers: 3, saved_usd: 0.018 })
  expect((await report(ops)).totals.answers).toBe(0)
  const asked = ['?whose=tenant', '?whose=all', '?tenant=acme', `?key=${app.id}`]
  expect(await Promise.all(asked.map(async (query) => (await usage(ann, query)).status))).toEqual([
    403, 403, 403, 403,
  ])
})

it('tells of the call that made a question of a follow-up, beside the answer’s own', async () => {
  const eve = await makeKey(server, { tenant: 'acme', user: 'eve' })
  const thread = await (await server.post('/v1/threads', {}, eve)).json()
  const ask = async (question: string) =>
    readAnswer(await server.post('/v1/answers', { question, thread_id: thread.id }, eve))
  await ask('When was the lighthouse built?')
  const before = vendor.calls
  const followed = await ask('Which year was that?')
  await server.settled()
  expect(followed.thread).toMatchObject({ resolved_by: 'model' })
  expect(vendor.calls - before).toBe(2)
  expect((await report(eve)).totals).toMatchObject({ answers: 2, hits: 1, model_calls: 2, usd: 0.018 })
})

it('is CSV for who wants it', async () => {
  const response = await usage(ann, '?format=csv&from=2026-01-01&to=2026-12-31')
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="usage-2026-01-01-2026-12-31.csv"',
  )
  const lines = (await (await usage(ann, '?format=csv')).text()).split('\r\n')
  expect(lines[1]).toBe(`${TODAY},,big,2,1,0,0,1,0,1,100,20,0,0,0.009,120,0,0.009`)
})

it.each(['?from=2027-01-02&to=2027-01-01', '?from=2020-01-01&to=2027-01-01', '?from=yesterday', '?key=x'])(
  'refuses %s',
  async (query) => {
    expect((await usage(ops, query)).status).toBe(400)
  },
)
