import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Key, KeyList, NewKey } from '../../shared/api/keys.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

/** The command line as a person uses it, on the state folder of a running server. */
async function ask(stateDir: string, ...words: string[]) {
  const env = { ...process.env, INGOT_STATE_DIR: stateDir, INGOT_AUTH: 'keys', NO_COLOR: '1' }
  const program = ['--import', 'tsx', 'functions/local/cli.ts', ...words]
  return promisify(execFile)(process.execPath, program, { env })
}

describe('a server that asks for keys', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer({ auth: ['keys'] })
  })
  afterAll(() => server.close())

  const models = (key: string) =>
    fetch(`${server.address}/v1/models`, { headers: { authorization: `Bearer ${key}` } })

  it('lets nobody in without one, but to what is open', async () => {
    const closed = [
      '/v1/models',
      '/v1/keys',
      '/v1/nothing',
      '/search',
      '/mcp',
      '/v1/cache/stats',
      '/docs/../v1/models',
    ]
    for (const route of closed) expect((await server.get(route)).status).toBe(401)
    for (const route of ['/health/live', '/docs', '/openapi.json', '/', '/dashboard'])
      expect((await server.get(route)).status).toBe(200)
  })

  it('lets the commands of its own machine in, and tells their secret to nobody else', async () => {
    const created = await ask(
      server.stateDir,
      'keys',
      'create',
      'iOS app',
      '--tenant',
      'acme',
      '--streams',
      '2',
    )
    const key = created.stdout.trim()
    expect(key).toMatch(/^ingot_[a-z2-7]{16}_[a-z2-7]{52}$/)
    expect(created.stderr).toContain('This is the only time that the key is shown')
    expect((await models(key)).status).toBe(200)

    const listed = Key.array().parse(JSON.parse((await ask(server.stateDir, 'keys', '--json')).stdout))
    expect(listed).toMatchObject([{ name: 'iOS app', tenant: 'acme', state: 'good', limits: { streams: 2 } }])
    const id = listed[0]?.id ?? ''
    const rotated = await ask(server.stateDir, 'keys', 'rotate', id, '--overlap', '0')
    expect((await models(key)).status).toBe(401)
    expect((await models(rotated.stdout.trim())).status).toBe(200)
    await ask(server.stateDir, 'keys', 'revoke', id)
    expect((await models(rotated.stdout.trim())).status).toBe(401)
    expect((await stat(path.join(server.stateDir, 'owner.json'))).mode & 0o777).toBe(0o600)
  })

  it('lets operators make keys, and others not', async () => {
    const bearer = { authorization: `Bearer ${await operatorKey()}` }
    const made = await server.post('/v1/keys', { name: 'app', tenant: 'acme' }, bearer)
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store'])
    const { key, id } = NewKey.parse(await made.json())
    const theirs = { authorization: `Bearer ${key}` }
    const refused = [
      await server.post('/v1/keys', { name: 'mine', tenant: 'acme' }, theirs),
      await fetch(`${server.address}/v1/keys`, { headers: theirs }),
      await server.post(`/v1/keys/${id}/rotate`, {}, theirs),
      await fetch(`${server.address}/v1/keys/${id}`, { method: 'DELETE', headers: theirs }),
      await server.post('/v1/cache/purge', { host: 'example.org' }, theirs),
    ]
    expect(refused.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403])
    const listed = await (await fetch(`${server.address}/v1/keys`, { headers: bearer })).text()
    expect(listed).toContain(id)
    expect(listed).not.toMatch(new RegExp(`${key.slice(-52)}|hash|secret`))
  })

  it('lists them a page at a time, from no cursor that was never given', async () => {
    const bearer = { authorization: `Bearer ${await operatorKey()}` }
    await server.post('/v1/keys', { name: 'one', tenant: 'acme' }, bearer)
    const list = (query: string) => fetch(`${server.address}/v1/keys?${query}`, { headers: bearer })
    const first = KeyList.parse(await (await list('limit=1')).json())
    const next = KeyList.parse(await (await list(`limit=1&cursor=${first.next_cursor}`)).json())
    expect(next.keys[0]?.id).not.toBe(first.keys[0]?.id)
    expect((await list('cursor=junk')).status).toBe(400)
  })

  it('keeps the documents of tenants apart', async () => {
    const [acme, bolt] = [await tenantKey('acme'), await tenantKey('bolt')]
    const added = await server.post(
      '/v1/documents',
      { title: 'Skarv', text: 'The gate opens at nine.' },
      acme,
    )
    const { id } = ((await added.json()) as { document: { id: string } }).document
    const get = async (headers: Record<string, string>) =>
      (await fetch(`${server.address}/v1/documents/${id}`, { headers })).status
    expect([await get(acme), await get(bolt)]).toEqual([200, 404])
  })

  const keyOf = async (request: object) => {
    const { stdout } = await ask(server.stateDir, 'keys', 'create', ...Object.values(request).flat())
    return stdout.trim()
  }
  const operatorKey = () =>
    keyOf({ name: 'ops', tenant: ['--tenant', 'ops'], scopes: ['--scopes', 'operator'] })
  const tenantKey = async (tenant: string) => ({
    authorization: `Bearer ${await keyOf({ name: tenant, tenant: ['--tenant', tenant] })}`,
  })
})
