import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CitedSynopsis, ReadPart } from '../../../shared/api/mcp.ts'
import { SearchResponse } from '../../../shared/api/search.ts'
import { UsageReport } from '../../../shared/api/usage.ts'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'
import { makeKey } from '../../support/make-key.ts'
import { answerText, type ScriptedModel, startScriptedModel } from '../../support/model-server.ts'
import { type SiteServer, sitePage, startSiteServer } from '../../support/site-server.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'

const { question, sentence } = BUILT
type Tool = { name: string; arguments?: Record<string, unknown> }

async function connect(address: string, headers: Record<string, string> = {}) {
  const client = new Client({ name: 'test', version: '1.0.0' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${address}/mcp`), { requestInit: { headers } }),
  )
  return client
}

/** What a tool told to programs and to models; what it refuses is thrown. */
async function call(client: Client, tool: Tool) {
  const { structuredContent, content, isError } = await client.callTool(tool)
  const [part] = content as { type: string; text: string }[]
  if (isError) throw new Error(part?.text)
  return { structured: structuredContent, text: part?.text ?? '' }
}

describe('the client of the Model Context Protocol', () => {
  let site: SiteServer
  let server: ClientsServer
  let client: Client
  beforeAll(async () => {
    site = await startSiteServer({
      '/moon': sitePage('The moon base', 'The moon base was opened in 2041 by a crew of six. '.repeat(5)),
    })
    server = await startClientsServer({ fetchAllow: [site.host] })
    client = await connect(server.address)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
    site.close()
  })

  it('finds the tools with their schemas', async () => {
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['search', 'read', 'summarize', 'answer'])
    for (const { inputSchema, outputSchema, annotations } of tools) {
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false })
      expect(outputSchema?.type).toBe('object')
      expect(annotations?.readOnlyHint).toBe(true)
    }
    expect(client.getServerVersion()).toMatchObject({ name: 'ingot' })
    expect(client.getInstructions()).toContain('"answer"')
  })

  it('has an answer with its citations and sources', async () => {
    const { structured, text } = await call(client, { name: 'answer', arguments: { question } })
    const { synopsis, citations, sources, mode } = CitedSynopsis.parse(structured)
    expect(synopsis.slice(0, sentence.length)).toBe(sentence)
    expect(citations[0]).toMatchObject({ source: 1, verdict: 'supported' })
    expect(sources[0]?.title).toBe('The lighthouse of Skarv')
    expect(mode).toMatchObject({ requested: 'auto', served: 'extractive' })
    expect(text).toContain(`${synopsis}\n\n[1] The lighthouse of Skarv — urn:ingot:document:doc_`)
  })

  it('searches, and reads what was found in parts', async () => {
    const { structured, text } = await call(client, {
      ...{ name: 'search', arguments: { query: 'lighthouse of Skarv', limit: 1 } },
    })
    const { hits } = SearchResponse.parse(structured)
    expect(hits.map(({ title }) => title)).toEqual(['The lighthouse of Skarv'])
    expect(text).toMatch(/^\[1\] The lighthouse of Skarv — urn:ingot:document:doc_\w+\n/)

    const read = async (more: object) => {
      const order = { document_id: hits[0]?.document_id, ...more }
      return ReadPart.parse((await call(client, { name: 'read', arguments: order })).structured)
    }
    const whole = await read({})
    expect(whole).toMatchObject({ title: 'The lighthouse of Skarv', start: 0, next: null })
    const first = await read({ length: 100 })
    expect(first).toMatchObject({ start: 0, end: 100, characters: whole.characters, next: 100 })
    const rest = await read({ start: 100 })
    expect(first.text + rest.text).toBe(whole.text)
    expect(await read({ start: 9_999 })).toMatchObject({ text: '', next: null })
  })

  it('reads and summarizes a page', async () => {
    const url = `${site.address}/moon`
    const { text } = await call(client, { name: 'read', arguments: { url } })
    expect(text).toContain('The moon base was opened in 2041')
    const { structured } = await call(client, { name: 'summarize', arguments: { url, length: 'short' } })
    expect(CitedSynopsis.parse(structured)).toMatchObject({ sources: [{ url, title: 'The moon base' }] })
  })

  it.each([
    ['read', { url: 'http://10.0.0.1/' }, /\(page_address_refused\)$/],
    ['read', { document_id: 'doc_none' }, /\(not_found\)$/],
    ['read', {}, /give either url or document_id/],
    ['answer', { question: 'x', sort: 'up' }, /sort/],
    ['search', { query: ' ' }, /must not be empty/],
    ['dance', {}, /dance/],
  ])('is told why %s %j is refused', async (name, given, told) => {
    await expect(call(client, { name, arguments: given })).rejects.toThrow(told)
  })

  it.each([
    ['none', { origin: 'http://rebound.example' }, 403],
    ['none', { origin: 'null' }, 403],
    ['its own', { origin: 'http://127.0.0.1:3000' }, 200],
  ])('is not answered for a page of another site: %s %j', async (_, headers, status) => {
    const accept = 'application/json, text/event-stream'
    const message = { jsonrpc: '2.0', id: 1, method: 'ping' }
    expect((await server.post('/mcp', message, { accept, ...headers })).status).toBe(status)
  })

  it('can open no stream and end no session, as the protocol allows', async () => {
    const got = await fetch(`${server.address}/mcp`, { headers: { accept: 'text/event-stream' } })
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
    const ended = await fetch(`${server.address}/mcp`, { method: 'DELETE' })
    expect(ended.status).toBe(405)
  })

  it('sends one message at a time', async () => {
    const batch = [{ jsonrpc: '2.0', id: 1, method: 'ping' }]
    expect((await server.post('/mcp', batch)).status).toBe(400)
  })
})

describe('the client of the Model Context Protocol, with a model', () => {
  let model: ScriptedModel
  let server: ClientsServer
  let client: Client
  beforeAll(async () => {
    model = await startScriptedModel()
    server = await startClientsServer(model.settings)
    client = await connect(server.address)
  })
  afterAll(async () => {
    await client.close()
    await server.close()
    await model.close()
  })

  it('is told how an answer goes on', async () => {
    const told: { progress: number; message?: string | undefined }[] = []
    const { structuredContent } = await client.callTool(
      { name: 'answer', arguments: { question } },
      undefined,
      {
        onprogress: (progress) => told.push(progress),
      },
    )
    expect(CitedSynopsis.parse(structuredContent).synopsis).toBe(answerText(1))
    expect(told.map(({ progress }) => progress)).toEqual(told.map((_, n) => n + 1))
    const messages = told.map(({ message }) => message)
    expect(messages[0]).toMatch(/^Searching: /)
    expect(messages).toContainEqual(expect.stringMatching(/^Read 1 of \d sources$/))
    expect(messages.at(-1)).toMatch(/^Writing: \d+ characters$/)
  })

  it('has read an answer once that was there already', async () => {
    const asked = { name: 'answer', arguments: { question: 'How tall is the lighthouse of Skarv?' } }
    await call(client, asked)
    const hits = async () => {
      await server.settled()
      return UsageReport.parse(await (await server.get('/v1/usage')).json()).totals.hits
    }
    const before = await hits()
    const { structured } = await call(client, asked)
    expect(structured).toMatchObject({ cache: { state: 'hit' } })
    expect((await hits()) - before).toBe(1)
  })

  it('stops the answer that it cancels', async () => {
    const release = model.hold()
    const calls = model.vendor.calls
    const leave = new AbortController()
    const cancelled = client.callTool(
      { name: 'answer', arguments: { question: 'Do dogs travel free of charge?' } },
      undefined,
      { signal: leave.signal },
    )
    cancelled.catch(() => undefined)
    await vi.waitFor(() => expect(model.vendor.calls).toBe(calls + 1), 15_000)
    leave.abort('no longer wanted')
    await expect(cancelled).rejects.toThrow('no longer wanted')
    await model.vendor.aborted()
    release()
    await server.settled()
  })

  it('stops nothing when its connection is lost', async () => {
    const release = model.hold()
    const aborts = model.vendor.aborts
    const calls = model.vendor.calls
    const other = await connect(server.address)
    const asked = { name: 'answer', arguments: { question: 'When does the ferry leave?' } }
    other.callTool(asked).catch(() => undefined)
    await vi.waitFor(() => expect(model.vendor.calls).toBe(calls + 1), 15_000)
    await other.close()
    release()
    await server.settled()
    const { structured } = await call(client, asked)
    expect(structured).toMatchObject({ synopsis: answerText(calls + 1), cache: { state: 'hit' } })
    expect([model.vendor.calls, model.vendor.aborts]).toEqual([calls + 1, aborts])
  })
})

describe('the client of the Model Context Protocol at a server that asks for keys', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ auth: ['keys'], corsOrigins: ['https://app.example'] })
  })
  afterAll(() => server.close())

  it('is let in with a key alone, and told what is missing', async () => {
    const key = await makeKey(server, { tenant: 'acme' })
    const client = await connect(server.address, { ...key })
    expect((await client.listTools()).tools).toHaveLength(4)
    await client.close()
    const refused = await server.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/list' })
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
    await expect(connect(server.address)).rejects.toThrow('unauthenticated')
  })

  it('has the limits of its key', async () => {
    const key = await makeKey(server, { tenant: 'acme', limits: { requests_per_day: 8 } })
    const client = await connect(server.address, { ...key })
    const search = () => call(client, { name: 'search', arguments: { query: 'anything' } })
    await search()
    const more = async () => {
      for (let n = 0; n < 8; n++) await search()
    }
    await expect(more()).rejects.toThrow('More requests than allowed. (rate_limited')
    await client.close()
  })

  it.each([
    ['http://rebound.example', 403],
    ['null', 403],
    ['own', 200],
    ['https://app.example', 200],
  ])('is not answered for a page of another site, key or not: %s', async (origin, status) => {
    const key = await makeKey(server, { tenant: 'acme' })
    const headers = {
      ...key,
      accept: 'application/json, text/event-stream',
      origin: origin === 'own' ? server.address : origin,
    }
    const reply = await server.post('/mcp', { jsonrpc: '2.0', id: 1, method: 'ping' }, headers)
    expect(reply.status).toBe(status)
  })
})
