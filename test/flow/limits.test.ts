import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Problem } from '../../shared/api/problem.ts'
import { answerIdOf, readEventStream } from '../support/event-reader.ts'
import { makeKey } from '../support/make-key.ts'
import { plainReply, startScriptedOpenAiServer } from '../support/scripted-openai-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

describe('a key with limits', () => {
  let vendor: Awaited<ReturnType<typeof startScriptedOpenAiServer>>
  let server: TestServer
  let folder: string
  let release: () => void = () => undefined
  beforeAll(async () => {
    vendor = await startScriptedOpenAiServer(plainReply(['Built in 1887 [1].']))
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-limits-'))
    const modelsFile = path.join(folder, 'models.json')
    const small = { alias: 'small', adapter: 'openai-compatible', model: 'small', base_url: vendor.baseUrl }
    await writeFile(
      modelsFile,
      JSON.stringify({ models: [{ ...small, modes: ['fast', 'deep'], max_concurrency: 50 }] }),
    )
    server = await startTestServer({ modelsFile, auth: ['keys'] })
    const writer = await makeKey(server, { tenant: 'acme' })
    await server.post(
      '/v1/documents',
      { title: 'Skarv', text: 'The lighthouse was built in 1887 by Ada Holm.' },
      writer,
    )
  })
  afterAll(async () => {
    release()
    await server.close()
    await vendor.close()
    await rm(folder, { recursive: true, force: true })
  })

  const keyWith = (limits: object) => makeKey(server, { tenant: 'acme', limits })
  const ask = (headers: Record<string, string>, question: string) =>
    server.post('/v1/answers', { question }, headers)

  it('gets the model up to its limit, then the cheap rung, then a refusal that is safe to repeat', async () => {
    const key = await keyWith({ requests_per_day: 4, streams: 9 })
    const first = await ask(key, 'When was the lighthouse built?')
    expect(first.headers.get('ratelimit-policy')).toBe(
      '"caller-day";q=4;w=86400, "caller-streams";q=9;qu="concurrent-requests"',
    )
    expect(first.headers.get('ratelimit')).toMatch(/^"caller-day";r=3;t=\d+, "caller-streams";r=\d+$/)
    const modes = [(await readAnswer(first)).mode]
    for (const question of ['Who built the lighthouse?', 'Is it old?', 'What was built?', 'What is Skarv?']) {
      const response = await ask(key, question)
      modes.push((await readAnswer(response)).mode)
    }
    expect(modes.map(({ served, reason }) => [served, reason])).toEqual([
      ...Array(4).fill(['fast', null]),
      ['extractive', 'over_limit'],
    ])
    const refused = await ask({ ...key, 'idempotency-key': 'again' }, 'Where is it?')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('x-should-retry')).toBe('false')
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(refused.headers.get('ratelimit')).toMatch(/^"caller-day";r=0;t=\d+/)
    expect(Problem.parse(await refused.json())).toMatchObject({ code: 'rate_limited', retryable: true })
    expect(vendor.calls).toBe(4)
    const other = await keyWith({})
    const served = await ask({ ...other, 'idempotency-key': 'again' }, 'Where is it?')
    expect([served.status, served.headers.get('ratelimit')]).toEqual([200, null])
  })

  it('still gets what is there already above its limit, as it was written', async () => {
    const key = await keyWith({ requests_per_day: 1 })
    await readAnswer(await ask(key, 'When was the lighthouse built?'))
    await server.settled()
    const answer = await readAnswer(await ask(key, 'When was the lighthouse built?'))
    expect(answer.mode).toMatchObject({ served: 'fast', model: 'small', reason: null })
    expect(answer.cache.state).toBe('hit')
  })

  it('does not search above its limit, for there is no cheaper search', async () => {
    const key = await keyWith({ requests_per_day: 1 })
    const search = async () => (await server.post('/v1/search', { query: 'lighthouse' }, key)).status
    expect([await search(), await search(), await search()]).toEqual([200, 429, 429])
  })

  it('has a place again as soon as a stream ends, is left, or was only looked at', async () => {
    const key = await keyWith({ streams: 1 })
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    vendor.setScript({ steps: [{ until: held }, ...(plainReply(['Ada Holm [1].']).steps ?? [])] })
    const open = async (question: string) => {
      const response = await server.post('/v1/answers', { question }, { ...key, accept: 'text/event-stream' })
      if (response.status !== 200) return Problem.parse(await response.json()).code
      const stream = readEventStream(response)
      await stream.next()
      const { event } = (await stream.next()) ?? {}
      return { stream, isCheap: event?.type === 'mode-change' && event.reason === 'over_limit' }
    }
    const first = await open('Who was the builder?')
    const second = await open('Who was it that built?')
    expect([first, second]).toMatchObject([{ isCheap: false }, { isCheap: true }])
    if (typeof first === 'string' || typeof second === 'string') throw new Error('refused')
    await second.stream.rest()
    await first.stream.leave()
    const freed = async () => {
      const again = await open('Which builder was it?')
      if (typeof again === 'string') return again
      await again.stream.leave()
      return again.isCheap
    }
    await expect.poll(freed, { timeout: 5_000 }).toBe(false)
    const id = answerIdOf(first.stream.lines)
    for (let n = 0; n < 5; n += 1) {
      const head = await fetch(`${server.address}/v1/answers/${id}/events`, { method: 'HEAD', headers: key })
      expect([200, 429]).toContain(head.status)
    }
    await expect.poll(freed, { timeout: 5_000 }).toBe(false)
    release()
  })
})
