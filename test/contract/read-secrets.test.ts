import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readSecrets } from '../../shared/adapters/secrets/read-secrets.ts'
import { startJsonServer } from '../support/json-server.ts'
import { startSilentServer } from '../support/silent-server.ts'

const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:'
const SECRETS: Record<string, Record<string, unknown>> = {
  [`${ARN}brave`]: { SecretString: 'brave-key' },
  [`${ARN}hunyuan`]: { SecretString: '{"not": "looked into"}' },
  [`${ARN}bytes`]: { SecretBinary: 'AAEC' },
}

describe('secrets of AWS', () => {
  let server: Awaited<ReturnType<typeof startJsonServer>>
  beforeAll(async () => {
    server = await startJsonServer(({ body }) => {
      return SECRETS[String(body['SecretId'])] ?? { error: 'ResourceNotFoundException' }
    })
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.endpoint)
    vi.stubEnv('AWS_REGION', 'eu-west-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  })
  beforeEach(() => void server.calls.splice(0))
  afterAll(() => {
    vi.unstubAllEnvs()
    server.close()
  })

  it('are told by the names they were asked under, each by one call', async () => {
    const asked = { BRAVE_API_KEY: `${ARN}brave`, HUNYUAN_API_KEY: `${ARN}hunyuan` }
    expect(await readSecrets(asked)).toEqual({
      BRAVE_API_KEY: 'brave-key',
      HUNYUAN_API_KEY: '{"not": "looked into"}',
    })
    expect(server.calls.map(({ target, body }) => `${target} ${body['SecretId']}`).sort()).toEqual([
      `secretsmanager.GetSecretValue ${ARN}brave`,
      `secretsmanager.GetSecretValue ${ARN}hunyuan`,
    ])
  })

  it('need not be asked for', async () => {
    expect(await readSecrets({})).toEqual({})
    expect(server.calls).toEqual([])
  })

  it('are not waited for without end', async () => {
    const silent = await startSilentServer()
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', silent.endpoint)
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1')
    await expect(readSecrets({ R1_KEY: `${ARN}hunyuan` })).rejects.toMatchObject({ code: 'invalid_setting' })
    silent.close()
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', server.endpoint)
  })

  it.each(['none', 'bytes'])('that cannot be read are named, and no value is: %s', async (name) => {
    const asked = { BRAVE_API_KEY: `${ARN}brave`, R1_KEY: `${ARN}${name}` }
    const refused = await readSecrets(asked).catch((thrown: unknown) => thrown)
    expect(refused).toMatchObject({
      code: 'invalid_setting',
      message: 'INGOT_SECRETS R1_KEY: the secret cannot be read',
    })
    expect(JSON.stringify(refused)).not.toContain('brave-key')
  })
})
