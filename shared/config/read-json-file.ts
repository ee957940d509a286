import { readFile } from 'node:fs/promises'
import { IngotError } from '../errors.ts'

/** What a configuration file holds. Throws `invalid_setting`, which calls the file `name`. */
export async function readJsonFile(path: string, name: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new IngotError('invalid_setting', `${name}: cannot be read`, { cause })
  })
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new IngotError('invalid_setting', `${name}: is not JSON`, { cause })
  }
}
