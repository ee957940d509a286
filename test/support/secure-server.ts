import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, vi } from 'vitest'
import { Problem } from '../../shared/api/problem.ts'
import { startIssuer } from './issuer-server.ts'
import { type Bearer, makeKey } from './make-key.ts'
import { startTestServer } from './test-server.ts'

/** What nobody may be told: a document's words, names of other tenants, parts of keys, the code's own places. */
const SECRET_WORDS = 'the vault of bolt opens with a brass heron'
const INTERNALS =
  /node_modules|node:internal|shared\/|functions\/|\bat [\w.<>]+ \(|dynalite|ECONN|SELECT |stack/i

export type Attempt = [
  name: string,
  refusal: `${number} ${string}`,
  send: (world: SecureServer) => Promise<Response>,
]

/** A server that asks for keys and tokens, with two tenants of which one keeps a secret; its log is kept. */
export async function startSecureServer() {
  const issuer = await startIssuer()
  const signer = await issuer.publish('rsa')
  const folder = await mkdtemp(path.join(tmpdir(), 'ingot-secure-'))
  const accessFile = path.join(folder, 'access.json')
  const trusted = { issuer: issuer.address, audience: 'ingot', tenant: 'acme' }
  await writeFile(accessFile, JSON.stringify({ issuers: [trusted] }))
  const logged: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    logged.push(String(text))
    return true
  })
  const server = await startTestServer({ auth: ['keys', 'jwt'], accessFile, logLevel: 'debug' })
  const [acme, reader, bolt, unknown] = await Promise.all([
    makeKey(server, { tenant: 'acme', user: 'ann' }),
    makeKey(server, { tenant: 'acme', user: 'ann', scopes: ['read'] }),
    makeKey(server, { tenant: 'bolt', user: 'bea' }),
    makeKey(server, { tenant: 'acme' }),
  ])
  const send = (method: string, route: string, headers: Record<string, string>, body?: BodyInit) =>
    fetch(server.address + route, { method, headers, ...(body === undefined ? {} : { body }) })
  const post = (route: string, body: unknown, bearer: Bearer = acme) =>
    send('POST', route, { ...bearer, ...JSON_TYPE }, typeof body === 'string' ? body : JSON.stringify(body))

  const secret = await post('/v1/documents', { title: 'Vault', text: SECRET_WORDS }, bolt)
  const document = ((await secret.json()) as { document: { id: string } }).document.id
  const own = { text: `My card: ${SECRET_WORDS}.`, title: 'Card', collection: 'my_documents' }
  await post('/v1/documents', own, bolt)
  const asked = await post(
    '/v1/answers',
    { question: 'What does the vault open with?', sources: ['my_documents'] },
    bolt,
  )
  const answer = ((await asked.json()) as { id: string }).id

  const world = {
    ...{ address: server.address, stateDir: server.stateDir, issuer, signer, logged },
    ...{ acme, reader, bolt, unknown },
    ...{ send, post, document, answer },
    makeKey: (request: { tenant: string }) => makeKey(server, request),
    /** The reply to bytes as they are, which no HTTP client would send. */
    raw: (bytes: string | Buffer) => rawReply(server.address, bytes),
    /** The refusal is this one, in the form of all, and tells nothing. */
    async expectRefused(response: Response, refusal: string) {
      const text = await response.text()
      expect(`${response.status} ${codeOf(text)}`).toBe(refusal)
      if (text !== '') Problem.parse(JSON.parse(text))
      expect(text).not.toMatch(INTERNALS)
      const told = text + JSON.stringify([...response.headers])
      for (const word of [SECRET_WORDS, 'brass heron', 'bolt', server.stateDir, signer.jwk.n ?? '']) {
        expect(told).not.toContain(word)
      }
      for (const { authorization } of [acme, reader, bolt, unknown]) {
        expect(told).not.toContain(authorization.slice(-30))
      }
    },
    /** The others are served. */
    async expectServed() {
      const response = await post('/v1/search', { query: 'vault' }, bolt)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('brass heron')
    },
    async close() {
      write.mockRestore()
      await server.close()
      await issuer.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
  return world
}
export type SecureServer = Awaited<ReturnType<typeof startSecureServer>>

export const JSON_TYPE = { 'content-type': 'application/json' }

function codeOf(text: string): string {
  try {
    return String((JSON.parse(text) as { code?: string }).code)
  } catch {
    return text === '' ? 'nothing' : 'no JSON'
  }
}

/** What comes back until the server closes, at most 5 s. */
function rawReply(address: string, bytes: string | Buffer): Promise<Response> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    let reply = ''
    const socket = net.connect(Number(port), hostname, () => socket.write(bytes))
    socket.setTimeout(5_000, () => socket.destroy())
    socket.on('data', (part) => {
      reply += part.toString()
    })
    socket.on('error', reject)
    socket.on('close', () => {
      const [head = '', body = ''] = reply.split('\r\n\r\n')
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0)
      if (status === 0) return reject(new Error('no reply'))
      resolve(new Response(body, { status }))
    })
  })
}
