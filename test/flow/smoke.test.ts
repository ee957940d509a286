import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runSteps } from '../../functions/local/smoke/run-steps.ts'
import { createSite } from '../../functions/local/smoke/site.ts'
import { SMOKE_STEPS } from '../../functions/local/smoke/steps.ts'
import { parseSmokeUsage } from '../../functions/local/smoke/usage.ts'
import { type Break, headersOf, startBreakingProxy } from '../support/breaking-proxy.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { makeKey } from '../support/make-key.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const QUESTION = 'When was the lighthouse of Skarv built?'

let open: TestServer
let closed: TestServer
let key: string
beforeAll(async () => {
  open = await startTestServer()
  await open.addText(DOCUMENTS.lighthouse.title, DOCUMENTS.lighthouse.text)
  closed = await startTestServer({ auth: ['keys'] })
  const bearer = await makeKey(closed, { tenant: 'acme' })
  key = bearer.authorization.slice('Bearer '.length)
  const { title, text } = DOCUMENTS.lighthouse
  await closed.post('/v1/documents', { title, text }, bearer)
})
afterAll(async () => {
  await open.close()
  await closed.close()
})

/** The program as a stranger runs it; `code` is its exit code. */
async function smoke(...words: string[]) {
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', 'functions/local/smoke.ts', ...words])
  return run.then(
    ({ stdout }) => ({ code: 0, stdout, stderr: '' }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  )
}

/** Name of each check -> sign and what is told. */
async function check(address: string, given: { key?: string; timeoutMs?: number } = {}) {
  const site = createSite({ address, key: given.key })
  const options = { site, question: QUESTION, timeoutMs: given.timeoutMs ?? 20_000 }
  const results = await runSteps(SMOKE_STEPS, options)
  return Object.fromEntries(results.map(({ name, outcome, detail }) => [name, `${outcome}: ${detail}`]))
}

describe('a server that works', () => {
  it('passes all checks, told in a table, also below a path as on API Gateway', async () => {
    const gateway = await startBreakingProxy(open.address, ({ request }) => {
      request.url = request.url?.replace(/^\/prod\//, '/') ?? '/'
      return false
    })
    const { code, stdout } = await smoke(`${gateway.address}/prod/`, '--question', QUESTION)
    gateway.close()
    const lines = stdout.split('\n').map((line) => line.replace(/ +\d+ ms /, '').replace(/ +/g, ' '))
    expect([lines.at(-2), code]).toEqual(['8 passed, 0 failed, 1 not tried', 0])
    expect(lines).toContain('✓ live version 0.1.0')
    expect(lines).toContain('✓ search first of 1: "The lighthouse of Skarv"')
    expect(lines).toContain('– without a key no key was given, and the server wants none')
    expect(stdout).toMatch(/✓ answer, streamed .*first words after \d+ ms; extractive, no model; miss$/m)
    expect(stdout).toMatch(/✓ resumed in the middle .*\d+ events before, \d+ after; the same text$/m)
    expect(stdout).toMatch(/✓ the same question again .*ingot; hit; ttl=\d+; detail=exact$/m)
  }, 60_000)

  it('passes with a key where one is wanted', async () => {
    const told = await check(closed.address, { key })
    expect(told['without a key']).toBe("passed: 401 without a key and with nobody's")
    expect(Object.values(told).filter((each) => !each.startsWith('passed'))).toEqual([])
  })
})

describe('a server that is broken', () => {
  it('is told by the exit code', async () => {
    const { code, stdout } = await smoke('http://127.0.0.1:9/', '--timeout', '5')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ live +\d+ ms {2}no reply: /m)
    expect(stdout).toContain('0 passed, 7 failed, 2 not tried')
  }, 60_000)

  it('wants a key that was not given', async () => {
    const told = await check(closed.address)
    expect(told['without a key']).toBe('failed: the server wants a key: give one with --key')
    expect(told['search']).toMatch(/^failed: 401 in place of 200: unauthenticated: /)
  })

  const isAnswer = (url = '') => url === '/v1/answers'
  const isResume = (url = '') => url.endsWith('/events')
  /** A reply with another body or other headers. */
  const changed =
    (
      matches: (url?: string) => boolean,
      change: (text: string, headers: Record<string, string>) => string,
    ): Break =>
    async ({ request, response, ask }) => {
      if (!matches(request.url)) return false
      const reply = await ask()
      const headers = headersOf(reply)
      const { 'content-length': _, ...rest } = headers
      const text = change(await reply.text(), rest)
      response.writeHead(reply.status, rest).end(text)
      return true
    }
  const BREAKS: [string, string, string, Break][] = [
    [
      'another program',
      'live',
      'something answers there, but it is not Ingot',
      changed(
        () => true,
        () => '{}',
      ),
    ],
    [
      'a page in place of a problem',
      'headers',
      'a 404 comes as text/html, not as application/problem+json',
      changed(
        (url) => url === '/health/none',
        (_, headers) => {
          headers['content-type'] = 'text/html'
          return '<h1>Not found</h1>'
        },
      ),
    ],
    [
      'pages of all sites let in',
      'other sites',
      'pages of every site are let in: Access-Control-Allow-Origin: *',
      changed(isAnswer, (text, headers) => {
        headers['access-control-allow-origin'] = '*'
        return text
      }),
    ],
    [
      'a stream cut by a proxy',
      'answer, streamed',
      'the stream was cut after 3 events, the last one ',
      changed(isAnswer, (text) => `${text.split('\n\n').slice(0, 3).join('\n\n')}\n\n`),
    ],
    [
      'a stream that a proxy made JSON',
      'answer, streamed',
      'the reply is application/json, not text/event-stream',
      changed(isAnswer, (text, headers) => {
        headers['content-type'] = 'application/json'
        return text
      }),
    ],
    [
      'Last-Event-ID lost on the way',
      'resumed in the middle',
      ' came again after Last-Event-ID ',
      ({ request }) => {
        delete request.headers['last-event-id']
        return false
      },
    ],
    [
      'words lost after a resume',
      'resumed in the middle',
      'the text is another one: ',
      changed(isResume, (text) => text.replace(/"text":"[^"]*"/g, '"text":""')),
    ],
    [
      'a cache that is never hit',
      'the same question again',
      'Cache-Status: ingot; fwd=miss; stored: not a hit',
      changed(isAnswer, (text, headers) => {
        headers['cache-status'] = 'ingot; fwd=miss; stored'
        return text
      }),
    ],
    [
      'a header lost on the way',
      'the same question again',
      'the reply has no Cache-Status',
      changed(isAnswer, (text, headers) => {
        delete headers['cache-status']
        return text
      }),
    ],
    [
      'a gateway that gives up',
      'search',
      "504 in place of 200, not in Ingot's words: Endpoint request timed out",
      ({ request, response }) => {
        if (request.url !== '/v1/search') return false
        response.writeHead(504).end('Endpoint request timed out')
        return true
      },
    ],
    [
      'another host',
      'search',
      'redirected (301) to https://elsewhere.example/: give that URL',
      ({ request, response }) => {
        if (request.url !== '/v1/search') return false
        response.writeHead(301, { location: 'https://elsewhere.example/' }).end()
        return true
      },
    ],
    [
      'a search that never answers',
      'search',
      'not done within 2 s',
      ({ request }) => request.url === '/v1/search',
    ],
  ]
  it.each(BREAKS)('%s: "%s" fails', async (_, name, reason, breakIt) => {
    const proxy = await startBreakingProxy(open.address, breakIt)
    const told = await check(proxy.address, { timeoutMs: 2_000 })
    proxy.close()
    expect(told[name]).toContain(reason)
    expect(told[name]).toMatch(/^failed: /)
  })

  it('a stream that stands still: tells where', async () => {
    const proxy = await startBreakingProxy(open.address, async ({ request, response, ask }) => {
      if (!isAnswer(request.url)) return false
      const reply = await ask()
      response.writeHead(reply.status, headersOf(reply)).write(`${(await reply.text()).split('\n\n')[0]}\n\n`)
      return true
    })
    const told = await check(proxy.address, { timeoutMs: 2_000 })
    proxy.close()
    expect(told['answer, streamed']).toBe(
      'failed: the stream went on for too long after 1 events, the last one answer-start',
    )
    expect(told['resumed in the middle']).toBe('skipped: there is no answer to go on with')
  })
})

it.each([
  [[], 'Name one URL.'],
  [['localhost:8787'], '"localhost:8787" is no http or https URL'],
  [
    ['http://127.0.0.1/?stage=prod'],
    '"http://127.0.0.1/?stage=prod": only scheme, host, port and path are taken',
  ],
  [['http://127.0.0.1/', '--timeout', 'soon'], '--timeout: "soon" is no number of seconds between 0 and 600'],
])('wrong use: %j', (words, message) => {
  expect(parseSmokeUsage(words)).toEqual({ kind: 'wrong', message })
})

it('tells wrong use with exit code 2', async () => {
  const { code, stderr } = await smoke('hello')
  expect(stderr).toMatch(/^"hello" is no http or https URL\n\nUsage: npm run smoke/)
  expect(code).toBe(2)
}, 60_000)
