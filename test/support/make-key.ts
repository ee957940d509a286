import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { NewKey } from '../../shared/api/keys.ts'
import { localBearer } from '../../shared/callers/authenticate.ts'

/** The bearer of this machine's own commands: what the state folder's owner wrote down. */
export async function localBearerOf(stateDir: string): Promise<string> {
  const { claim } = JSON.parse(await readFile(path.join(stateDir, 'owner.json'), 'utf8'))
  return localBearer(claim)
}

export type Bearer = { authorization: string }

/** A new API key, as the headers that it is sent by. */
export async function makeKey(
  { address, stateDir }: { address: string; stateDir: string },
  request: { tenant: string; [field: string]: unknown },
): Promise<Bearer & { id: string }> {
  const response = await fetch(`${address}/v1/keys`, {
    method: 'POST',
    body: JSON.stringify({ name: 'test', ...request }),
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await localBearerOf(stateDir)}`,
    },
  })
  if (response.status !== 201) throw new Error(`no key: ${response.status} ${await response.text()}`)
  const { key, id } = NewKey.parse(await response.json())
  return Object.defineProperty({ authorization: `Bearer ${key}`, id }, 'id', { enumerable: false })
}
