import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DOCUMENTS } from '../support/fixtures.ts'
import {
  plainReply,
  type ScriptedOpenAiServer,
  startScriptedOpenAiServer,
} from '../support/scripted-openai-server.ts'
import { readAnswer, readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

const SCHEMA = {
  type: 'object',
  properties: {
    summary: { type: 'string', maxLength: 200 },
    year: { type: 'integer' },
    kind: { enum: ['lighthouse', 'ferry'] },
  },
  required: ['summary', 'year', 'kind'],
}
const ASKED = {
  question: 'When was the lighthouse of Skarv built?',
  mode: 'fast',
  output: { json_schema: SCHEMA },
}
const ANEW = { ...ASKED, cache: { use: 'bypass' } }
const WRITTEN = '{"answer":{"summary":"It was built in 1887 [1].","year":1887,"kind":"lighthouse"}}'
const JSON_SYNOPSIS = '{"summary":"It was built in 1887.","year":1887,"kind":"lighthouse"}'

describe('an answer by a schema', () => {
  let held: ScriptedOpenAiServer
  let told: ScriptedOpenAiServer
  let folder: string
  const servers: TestServer[] = []
  beforeAll(async () => {
    held = await startScriptedOpenAiServer()
    told = await startScriptedOpenAiServer()
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-models-'))
  })
  afterAll(async () => {
    for (const server of servers) await server.close()
    await held.close()
    await told.close()
    await rm(folder, { recursive: true, force: true })
  })

  const entry = (alias: string, vendor: ScriptedOpenAiServer, more: object = {}) => ({
    ...{ alias, adapter: 'openai-compatible', model: `${alias}-1`, base_url: vendor.baseUrl },
    price: { input_usd_per_mtok: 1.5, output_usd_per_mtok: 6 },
    ...more,
  })

  async function start(file: object): Promise<TestServer> {
    const modelsFile = path.join(folder, `${servers.length}.json`)
    await writeFile(modelsFile, JSON.stringify(file))
    const server = await startTestServer({ modelsFile })
    servers.push(server)
    await server.addText(DOCUMENTS.lighthouse.title, DOCUMENTS.lighthouse.text)
    return server
  }
  const startBoth = () =>
    start({ models: [entry('held', held, { capabilities: { json_schema: true } }), entry('told', told)] })

  it('is JSON that fits, in one event, with citations that go to its strings', async () => {
    const server = await startBoth()
    held.setScript(plainReply(WRITTEN.match(/.{1,9}/g) ?? []))
    const response = await server.post('/v1/answers', ASKED, { accept: 'text/event-stream' })
    const events = (await readEvents(response)).map(({ event }) => event)
    const deltas = events.flatMap((event) => (event.type === 'synopsis-delta' ? event.text : []))
    expect(deltas).toEqual([JSON_SYNOPSIS])
    const answer = await readAnswer(await server.post('/v1/answers', ASKED))
    expect(held.calls).toBe(1)
    expect(answer.synopsis).toBe(JSON_SYNOPSIS)
    expect(answer.mode).toMatchObject({ served: 'fast', model: 'held', reason: null })
    expect(answer.citations).toHaveLength(1)
    const [citation] = answer.citations
    expect(citation).toMatchObject({ source: 1, start: 32, end: 32, claim_start: 12, claim_end: 32 })
    expect(citation?.verdict).toBe('supported')
    expect(answer.synopsis.slice(12, 32)).toBe('It was built in 1887')
    expect(DOCUMENTS.lighthouse.text).toContain(citation?.quote)
    // Another schema, or none, is another answer.
    const calls = held.calls
    const { kind, ...others } = SCHEMA.properties
    await server.post('/v1/answers', {
      ...ASKED,
      output: { json_schema: { ...SCHEMA, properties: { kind, ...others } } },
    })
    expect(held.calls).toBe(calls + 1)
  })

  it('is asked for by the schema of the model that can be held to one, and by words of the other', async () => {
    const server = await startBoth()
    held.setScript(plainReply([WRITTEN]))
    told.setScript(plainReply([`Here it is:\n\`\`\`json\n${WRITTEN}\n\`\`\``]))
    await readAnswer(await server.post('/v1/answers', ANEW))
    const answer = await readAnswer(await server.post('/v1/answers', { ...ANEW, model: 'told' }))
    expect(answer.synopsis).toBe(JSON_SYNOPSIS)
    expect(held.requests.at(-1)?.body['response_format']).toEqual({
      type: 'json_schema',
      json_schema: {
        name: 'answer',
        strict: true,
        schema: {
          type: 'object',
          properties: {
            answer: {
              anyOf: [
                {
                  type: 'object',
                  properties: {
                    summary: { type: 'string' },
                    year: { type: 'integer' },
                    kind: { enum: ['lighthouse', 'ferry'] },
                  },
                  required: ['summary', 'year', 'kind'],
                  additionalProperties: false,
                },
                { type: 'null' },
              ],
            },
          },
          required: ['answer'],
          additionalProperties: false,
        },
      },
    })
    expect(told.requests.at(-1)?.body).not.toHaveProperty('response_format')
    expect(told.requests.at(-1)?.body.messages[1]?.content).toContain(
      'JSON Schema of the answer: {"type":"object","properties":{"summary":{"type":"string","maxLength":200}',
    )
  })

  it('is mended once, then written by the next model, which says why', async () => {
    const server = await startBoth()
    held.setScript(plainReply(['{"answer":{"summary":"Yes.","year":"1887","kind":"lighthouse"}}']))
    const before = { held: held.calls, told: told.calls }
    told.setScript((_, index) => plainReply([index === before.told ? 'I cannot.' : WRITTEN]))
    const answer = await readAnswer(await server.post('/v1/answers', ANEW))
    expect(held.calls - before.held).toBe(2)
    expect(answer.synopsis).toBe(JSON_SYNOPSIS)
    expect(answer.mode).toMatchObject({ served: 'fast', model: 'told', reason: 'schema_not_met' })
    expect(answer.usage).toMatchObject({ input_tokens: 200, output_tokens: 40 })
  })

  it('is the sources alone when no model writes what fits; the model is not taken for broken', async () => {
    const server = await startBoth()
    held.setScript(plainReply(['I cannot.']))
    told.setScript(plainReply(['{"answer": 4}']))
    for (const _ of [1, 2, 3, 4]) {
      const answer = await readAnswer(await server.post('/v1/answers', ANEW))
      expect(answer.mode).toMatchObject({ served: 'search_only', model: null, reason: 'schema_not_met' })
      expect(answer.synopsis).toBe('')
      expect(answer.sources).toHaveLength(1)
    }
  })

  it('is null when the sources do not say, and warns', async () => {
    const server = await startBoth()
    held.setScript(plainReply(['{"answer":null}']))
    const answer = await readAnswer(await server.post('/v1/answers', ANEW))
    expect(answer.synopsis).toBe('null')
    expect(answer.warnings).toContainEqual({ code: 'sources_do_not_say' })
  })

  it('is the sources alone when the budget leaves no model', async () => {
    const server = await start({
      models: [entry('held', held)],
      budgets: { caller: { usd_per_day: 0.000_01 } },
    })
    held.setScript(plainReply([WRITTEN]))
    expect((await readAnswer(await server.post('/v1/answers', ANEW))).synopsis).toBe(JSON_SYNOPSIS)
    const answer = await readAnswer(await server.post('/v1/answers', ANEW))
    expect(answer.mode).toMatchObject({ served: 'search_only', model: null, reason: 'budget_spent' })
  })

  it.each([
    [
      { model: 'extractive' },
      { path: 'model', message: '"extractive" cannot write an object; known: held, told' },
    ],
    [
      { model: 'huge' },
      { path: 'model', message: '"huge" is not configured; known: held, told, extractive' },
    ],
  ])('is refused of who cannot write it: %o', async (change, field) => {
    const server = servers[0] ?? (await startBoth())
    const response = await server.post('/v1/answers', { ...ASKED, ...change })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_request', fields: [field] })
  })

  it('is refused where no model is configured', async () => {
    const server = await start({})
    const response = await server.post('/v1/answers', ASKED)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      fields: [{ path: 'output.json_schema', message: 'needs a model that writes, and none is configured' }],
    })
  })

  it('is refused with the path of what is wrong in the schema', async () => {
    const server = servers[0] ?? (await startBoth())
    const json_schema = { type: 'object', properties: { year: { type: 'int' } } }
    const response = await server.post('/v1/answers', { ...ASKED, output: { json_schema } })
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({
      code: 'invalid_schema',
      retryable: false,
      fields: [{ path: 'output.json_schema.properties.year.type' }],
    })
  })
})
