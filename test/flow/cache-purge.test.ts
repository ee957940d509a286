import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { WebSearch } from '../../shared/ports/web-search.ts'
import { answerIdOf, isTerminal, readEventStream, shownText } from '../support/event-reader.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { answerText, type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const SSE = { accept: 'text/event-stream' }
const WEB = { question: 'When was the moon base opened?', mode: 'fast', sources: ['web'] }
const PAGE = `<!doctype html><html lang="en"><head><title>The moon base</title></head><body><article>${'<p>The moon base was opened in 2041 by a crew of six at the rim of the Shackleton crater.</p>'.repeat(4)}</article></body></html>`

let model: ScriptedModel
let site: Server
let server: TestServer
let address = ''
let searches = 0
let asked = 0
let host = ''
const search: WebSearch = {
  name: 'site',
  async search() {
    searches += 1
    const found = { snippet: '', published: null, text: null, language: null }
    return [{ url: `${address}/moon`, title: 'The moon base', ...found }]
  },
}

const startServer = () =>
  startTestServer({ ...model.settings, fetchAllow: [host] }, { webSearches: [search] })

beforeAll(async () => {
  model = await startScriptedModel()
  site = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE)
  })
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(site.address() as AddressInfo).port}`
  address = `http://${host}`
  server = await startServer()
})
afterEach(() => model.hold()())
afterAll(async () => {
  await server.close()
  await model.close()
  await new Promise((resolve) => site.close(resolve))
})

async function ask(body: object, of = server) {
  const answer = await readAnswer(await of.post('/v1/answers', body))
  await of.settled()
  return answer
}
const purge = async (body: object, of = server) => (await of.post('/v1/cache/purge', body)).json()
const statusOf = async (id: string, of = server) => (await of.get(`/v1/answers/${id}`)).status

/** A document and a question of its own. */
async function addLighthouse() {
  asked += 1
  const name = `Skarv${asked}`
  const text = DOCUMENTS.lighthouse.text.replaceAll('Skarv', name)
  const id = await server.addText(`The lighthouse of ${name}`, text)
  const about = {
    question: `When was the lighthouse of ${name} built?`,
    mode: 'fast',
    sources: ['documents'],
  }
  return { id, name, about }
}

describe('a purge', () => {
  it.each([
    ['the page', () => ({ url: `${address}/moon` })],
    ['the page, written otherwise', () => ({ url: `${address.replace('http', 'HTTP')}/moon#top` })],
    ['the host', () => ({ host: '127.0.0.1' })],
  ])('by %s makes the answers built on it unreadable', async (_, what) => {
    // What was purged is left out for some seconds, so each way has a server of its own.
    const own = await startServer()
    const first = await ask(WEB, own)
    expect((await ask(WEB, own)).id).toBe(first.id)
    expect(first.sources.map(({ url }) => url)).toEqual([`${address}/moon`])
    const before = searches
    // The stored search, page and source synopsis go with it.
    expect(await purge(what(), own)).toEqual({ answers: 1, items: 3 })
    expect(await statusOf(first.id, own)).toBe(410)
    const again = await ask(WEB, own)
    expect([again.cache.state, again.sources]).toEqual(['miss', []])
    expect(again.id).not.toBe(first.id)
    expect(searches).toBe(before + 1)
    await own.close()
  })

  it('of another page or host touches nothing', async () => {
    const { id } = await ask(WEB)
    expect(await purge({ url: `${address}/sun` })).toEqual({ answers: 0, items: 0 })
    expect(await purge({ host: 'localhost' })).toEqual({ answers: 0, items: 0 })
    expect(await statusOf(id)).toBe(200)
  })

  it('by answer or by key leaves other answers alone', async () => {
    const one = await addLighthouse()
    const two = await addLighthouse()
    const first = await ask(one.about)
    const second = await ask(two.about)
    expect(await purge({ answer: first.id })).toEqual({ answers: 1, items: 0 })
    expect([await statusOf(first.id), await statusOf(second.id)]).toEqual([410, 200])
    const [, key, ...scope] = Buffer.from(second.id.slice(4), 'base64url').toString().split('/')
    expect(await purge({ key: { scope: scope.join('/'), key } })).toEqual({ answers: 1, items: 0 })
    expect(await statusOf(second.id)).toBe(410)
  })

  it('by document ends what is being written of it, and its readers start again', async () => {
    const { id, about } = await addLighthouse()
    const calls = model.vendor.calls
    const release = model.hold()
    const streams = [0, 1].map(async () => readEventStream(await server.post('/v1/answers', about, SSE)))
    const readers = await Promise.all(streams)
    await Promise.all(readers.map((reader) => reader.until('synopsis-delta')))
    const before = answerIdOf(readers[0]?.lines ?? [])
    const whole = server.post('/v1/answers', about)
    expect(await purge({ document: id })).toMatchObject({ answers: 1 })
    release()
    const answer = await readAnswer(await whole)
    for (const reader of readers) {
      const lines = await reader.rest()
      const restart = lines.find(({ event }) => event.type === 'answer-restart')?.event
      expect(restart).toMatchObject({ type: 'answer-restart', reason: 'source_purged' })
      expect(lines.filter(isTerminal).map(({ event }) => event.type)).toEqual(['answer-end'])
      expect(answerIdOf(lines)).not.toBe(before)
      expect(lines.at(-1)?.event).toMatchObject({ id: answerIdOf(lines) })
      expect(shownText(lines)).toBe(answer.synopsis)
    }
    expect(await statusOf(before)).toBe(410)
    expect(model.vendor.calls).toBe(calls + 2)
  })

  it('leaves a source out for some seconds, and does not keep what was written without it', async () => {
    const { id, about } = await addLighthouse()
    await ask(about)
    await purge({ document: id })
    const without = await ask(about)
    expect(without.sources.map(({ document_id }) => document_id)).not.toContain(id)
    const kept = await ask(about)
    expect(kept.cache.state).toBe('hit')
    expect(kept.cache.expires_in_s).toBeLessThanOrEqual(60)
  })
})

describe('a document that changes', () => {
  it('has the answers built on it made anew when it is removed', async () => {
    const { id, about } = await addLighthouse()
    const first = await ask(about)
    expect(first.sources.map(({ document_id }) => document_id)).toContain(id)
    expect((await fetch(`${server.address}/v1/documents/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect(await statusOf(first.id)).toBe(410)
    const again = await ask(about)
    expect(again.cache.state).toBe('miss')
    expect(again.sources.map(({ document_id }) => document_id)).not.toContain(id)
  })

  it('has them made anew when it is replaced', async () => {
    const upload = async (text: string) => {
      const form = new FormData()
      form.set('file', new File([text], 'buoy.txt', { type: 'text/plain' }))
      form.set('origin', 'file:///srv/buoy.txt')
      return fetch(`${server.address}/v1/documents`, { method: 'POST', body: form })
    }
    const about = {
      question: 'Which colour has the northern buoy?',
      sources: ['documents'],
      model: 'extractive',
    }
    expect((await upload('The northern buoy has the colour green.')).status).toBe(201)
    expect((await ask(about)).synopsis).toContain('green')
    expect((await ask(about)).cache.state).toBe('hit')
    expect((await upload('The northern buoy has the colour yellow.')).status).toBe(201)
    const after = await ask(about)
    expect(after.cache.state).not.toBe('hit')
    expect(after.synopsis).toContain('yellow')
    expect(after.synopsis).not.toContain('green')
  })

  it('is nothing to the answers that it has no part in', async () => {
    const { about } = await addLighthouse()
    const first = await ask(about)
    await server.addText('Zebrafinken', 'Zebrafinken brüten gesellig.')
    const calls = model.vendor.calls
    const again = await ask(about)
    expect([again.cache.state, again.id]).toEqual(['hit', first.id])
    expect((await ask(about)).cache.state).toBe('hit')
    expect(model.vendor.calls).toBe(calls)
    expect(again.synopsis).toBe(answerText(calls))
  })
})
