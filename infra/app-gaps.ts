import { parseSettings } from '../shared/config/env.ts'
import { IngotError } from '../shared/errors.ts'
import { STREAM_TIMEOUT } from './timeouts.ts'

/** For a start, and for what comes after the answer. */
const SPARE_S = 60

type Given = { env: Record<string, string>; secrets: Record<string, string> }

/**
 * What the functions would refuse when they start, so with every request; said before anything is deployed. The
 * values of secrets are not known here, but that they are there is.
 */
export function appGapsOf({ env, secrets }: Given): string[] {
  const held = Object.fromEntries(Object.keys(secrets).map((name) => [name, 'held by a secret']))
  try {
    const { auth, answerTimeoutS } = parseSettings({
      INGOT_AUTH: 'keys',
      INGOT_ACCESS_FILE: 'access.json',
      ...held,
      ...env,
    })
    const functionS = STREAM_TIMEOUT.toSeconds()
    const longestS = functionS - SPARE_S
    return [
      ...(auth.includes('none') ? ['env.INGOT_AUTH: none is for loopback alone; keys, jwt or both'] : []),
      ...(answerTimeoutS > longestS
        ? [`env.INGOT_ANSWER_TIMEOUT_S: at most ${longestS}; functions are stopped after ${functionS} s`]
        : []),
    ]
  } catch (thrown) {
    if (!(thrown instanceof IngotError)) throw thrown
    if (thrown.fields.length === 0) return [`env.${thrown.message} (a key goes into "secrets")`]
    return thrown.fields.map(
      ({ path, message }) => `${Object.hasOwn(env, path) ? 'env' : 'secrets'}.${path}: ${message}`,
    )
  }
}
