import { readSecret } from '../config/env.ts'
import { IngotError } from '../errors.ts'

/** The key of a model that has one. Throws `invalid_setting` when its variable is not set. */
export function keyOf({
  alias,
  api_key_env: name,
}: {
  alias: string
  api_key_env?: string | undefined
}): string | undefined {
  const key = name === undefined ? undefined : readSecret(name)
  if (name !== undefined && key === undefined) {
    throw new IngotError('invalid_setting', `${name}: not set, but model "${alias}" needs it`)
  }
  return key
}
