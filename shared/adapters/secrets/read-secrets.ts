import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { IngotError } from '../../errors.ts'
import { boundedRequests } from '../../lib/bounded-requests.ts'

/** A start waits for it, and with it a request. */
const [CONNECT_TIMEOUT_MS, REQUEST_TIMEOUT_MS] = [1_000, 3_000]

/** The values of the secrets, by the names they were asked under. Throws `invalid_setting` naming the one it cannot read. */
export async function readSecrets(arns: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const client = new SecretsManagerClient({
    requestHandler: boundedRequests({ connectMs: CONNECT_TIMEOUT_MS, requestMs: REQUEST_TIMEOUT_MS }),
  })
  const read = async ([name, SecretId]: [string, string]): Promise<[string, string]> => {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }))
      if (SecretString === undefined) throw new Error('it holds bytes, not a text')
      return [name, SecretString]
    } catch (cause) {
      throw new IngotError('invalid_setting', `INGOT_SECRETS ${name}: the secret cannot be read`, { cause })
    }
  }
  try {
    return Object.fromEntries(await Promise.all(Object.entries(arns).map(read)))
  } finally {
    client.destroy()
  }
}
