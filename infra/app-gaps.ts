import { parseSettings } from '../shared/config/env.ts'
import { IngotError } from '../shared/errors.ts'

type Given = { env: Record<string, string>; secrets: Record<string, string> }

/**
 * What the functions would refuse when they start, so with every request; said before anything is deployed. The
 * values of secrets are not known here, but that they are there is.
 */
export function appGapsOf({ env, secrets }: Given): string[] {
  const held = Object.fromEntries(Object.keys(secrets).map((name) => [name, 'held by a secret']))
  try {
    const { auth } = parseSettings({ INGOT_AUTH: 'keys', INGOT_ACCESS_FILE: 'access.json', ...held, ...env })
    return auth.includes('none') ? ['env.INGOT_AUTH: none is for loopback alone; keys, jwt or both'] : []
  } catch (thrown) {
    if (!(thrown instanceof IngotError)) throw thrown
    if (thrown.fields.length === 0) return [`env.${thrown.message} (a key goes into "secrets")`]
    return thrown.fields.map(
      ({ path, message }) => `${Object.hasOwn(env, path) ? 'env' : 'secrets'}.${path}: ${message}`,
    )
  }
}
