import { once } from 'node:events'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { parseSettings } from '../../shared/config/env.ts'
import type { PageReader } from '../../shared/ports/page-reader.ts'
import { createFoundReader, createNamedReader } from '../../shared/runtime/page-readers.ts'
import { systemClock } from '../../shared/runtime/system-clock.ts'

let server: http.Server
let base: string
let robots: { status: number; text: string }
const served: string[] = []
const agents = new Set<string | undefined>()
/** Pages that wait for the test to let them go. */
const held: (() => void)[] = []
let mostAtOnce = 0

beforeEach(async () => {
  robots = { status: 200, text: 'User-agent: *\nAllow: /\n\nUser-agent: ingot\nDisallow: /private' }
  served.length = 0
  agents.clear()
  held.length = 0
  mostAtOnce = 0
  server = http.createServer((request, response) => {
    const path = request.url ?? ''
    served.push(path)
    agents.add(request.headers['user-agent'])
    if (path === '/robots.txt') return void response.writeHead(robots.status).end(robots.text)
    if (path === '/to-private') return void response.writeHead(302, { location: '/private' }).end()
    const answer = () => response.writeHead(200, { 'content-type': 'text/plain' }).end('Words.')
    if (!path.startsWith('/held')) return void answer()
    held.push(answer)
    mostAtOnce = Math.max(mostAtOnce, held.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const settings = (more: Record<string, string> = {}) =>
  parseSettings({ INGOT_FETCH_ALLOW: new URL(base).host, ...more })
const foundReader = (more?: Record<string, string>) => createFoundReader(settings(more), systemClock)

async function read(reader: PageReader, path: string): Promise<string> {
  const outcome = await reader.read(base + path, { signal: new AbortController().signal })
  return outcome.kind === 'page' ? outcome.page.text : outcome.error.code
}

it('reads what the robots.txt allows, and asks for nothing else, by redirect neither', async () => {
  const reader = foundReader()
  expect(await read(reader, '/open')).toBe('Words.')
  expect(await read(reader, '/private')).toBe('page_refused_by_robots')
  expect(await read(reader, '/to-private')).toBe('page_refused_by_robots')
  expect(served).toEqual(['/robots.txt', '/open', '/to-private'])
  expect([...agents]).toEqual(['Ingot/0.1 (self-hosted search-and-synopsis API)'])
})

it('reads nothing of a host whose robots.txt fails, and everything of one without', async () => {
  robots = { status: 503, text: '' }
  expect(await read(foundReader(), '/open')).toBe('page_refused_by_robots')
  robots = { status: 404, text: 'User-agent: *\nDisallow: /' }
  expect(await read(foundReader(), '/private')).toBe('Words.')
})

it('does not ask for a page that a caller has named, nor where the settings say so', async () => {
  expect(await read(createNamedReader(settings()), '/private')).toBe('Words.')
  expect(await read(foundReader({ INGOT_ROBOTS: '' }), '/private')).toBe('Words.')
  expect(await read(foundReader({ INGOT_ROBOTS: '' }), '/private')).toBe('Words.')
  expect(served).toEqual(['/private', '/private', '/private'])
})

it('asks a host for so many pages at once, and for the others when those are there', async () => {
  const reader = foundReader({ INGOT_HOST_CONCURRENCY: '2' })
  const reads = Promise.all(
    ['/held1', '/held2', '/held3', '/held4', '/held5'].map((path) => read(reader, path)),
  )
  for (let answered = 0; answered < 5; ) {
    await new Promise((resolve) => setTimeout(resolve, 5))
    for (const answer of held.splice(0)) {
      answer()
      answered += 1
    }
  }
  expect(await reads).toEqual(['Words.', 'Words.', 'Words.', 'Words.', 'Words.'])
  expect(mostAtOnce).toBeLessThanOrEqual(2)
})
