import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestStore, type TestStore } from '../support/local-store.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const TIMEOUT_MS = 60_000

let store: TestStore
let server: TestServer
beforeAll(async () => {
  store = await startTestStore()
  server = await startTestServer({ auth: ['keys'], dynamodbEndpoint: store.endpoint })
})
afterAll(async () => {
  await server.close()
  await store.close()
})

/** The command, as somebody runs it who has nothing but an AWS account. */
async function keys(words: string[], environment: Record<string, string> = {}) {
  const env = {
    PATH: process.env['PATH'],
    HOME: '/nonexistent',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    ...environment,
  }
  const given = ['--import', 'tsx', 'functions/local/cli.ts', 'keys', ...words]
  return promisify(execFile)(process.execPath, given, { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  )
}
const FIRST = ['create', 'first operator', '--tenant', 'acme', '--scopes', 'read,write,operator']

describe('the first key of an installation on AWS', () => {
  it(
    'is made by who may write to its table, alone on stdout, and makes the others',
    async () => {
      const { code, stdout, stderr } = await keys([...FIRST, '--table', 'ingot-app'])
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/good +acme {2}read,write,operator {2}first operator\n/),
      ])
      const key = stdout.trim()
      expect(key).toMatch(/^ingot_\w{16}_\w{52}$/)
      const authorization = `Bearer ${key}`
      const made = await server.post('/v1/keys', { name: 'app', tenant: 'acme' }, { authorization })
      expect(made.status).toBe(201)
      expect((await server.post('/v1/keys', { name: 'app', tenant: 'acme' })).status).toBe(401)
      const listed = await keys(['list', '--table', 'ingot-app'])
      expect(listed.stderr).toBe('2 keys\n')

      const [id = ''] = stdout.split('_').slice(1)
      expect((await keys(['revoke', id, '--table', 'ingot-app'])).stderr).toContain('revoked')
      await expect
        .poll(async () => (await fetch(`${server.address}/v1/models`, { headers: { authorization } })).status)
        .toBe(401)
    },
    TIMEOUT_MS,
  )

  it.each([
    [
      'another table',
      ['--table', 'no-such-table'],
      {},
      /^no-such-table: ResourceNotFoundException: .*AppTableName/,
    ],
    [
      'nowhere',
      ['--table', 'ingot-app'],
      { AWS_REGION: '' },
      /^ingot-app: Error: Region .*\(look at AWS_REGION/,
    ],
    [
      'nobody',
      ['--table', 'ingot-app'],
      { AWS_ACCESS_KEY_ID: '' },
      /^ingot-app: CredentialsProviderError: Could not load credentials/,
    ],
  ])(
    'is not made in the name of %s, and the message says why',
    async (_, words, environment, message) => {
      const { code, stdout, stderr } = await keys([...FIRST, ...words], environment)
      expect(stderr).toMatch(message)
      expect([code, stdout]).toEqual([1, ''])
    },
    TIMEOUT_MS,
  )

  it(
    'needs a tenant and scopes that there are',
    async () => {
      const untold = await keys(['create', 'x', '--table', 'ingot-app'])
      expect([untold.code, untold.stderr]).toEqual([
        2,
        expect.stringMatching(/^keys create: --table needs a --tenant/),
      ])
      const wrong = await keys(['create', 'x', '--tenant', 'a', '--scopes', 'root', '--table', 'ingot-app'])
      expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringMatching(/^scopes\[0\]: /)])
    },
    TIMEOUT_MS,
  )
})
