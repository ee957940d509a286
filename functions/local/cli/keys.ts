import { type Key, KeyList, NewKey } from '../../../shared/api/keys.ts'
import type { Connection } from './connect.ts'
import type { KeyCommand } from './key-usage.ts'
import { request } from './request.ts'
import type { Terminal } from './terminal.ts'

type Options = { server: Connection; terminal: Terminal; signal: AbortSignal }

/** `keys`: a new key goes to stdout alone, so that a script can take it; what it is about goes to stderr. */
export async function manageKeys(command: KeyCommand, options: Options): Promise<void> {
  const { server, terminal, signal } = options
  const send = (path: string, body: object) =>
    request(server, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal,
    })
  switch (command.kind) {
    case 'list':
      return listKeys(command, options)
    case 'create':
      return showNew(await send('/v1/keys', command.request), command, terminal)
    case 'rotate': {
      const path = `/v1/keys/${encodeURIComponent(command.id)}/rotate`
      return showNew(await send(path, command.request), command, terminal)
    }
    case 'revoke':
      await request(server, `/v1/keys/${encodeURIComponent(command.id)}`, { method: 'DELETE', signal })
      terminal.note(`${command.id}: revoked, everywhere within 5 s`)
  }
}

async function showNew(response: Response, { json }: { json: boolean }, terminal: Terminal): Promise<void> {
  const { key, ...about } = NewKey.parse(await response.json())
  if (json) return terminal.out(JSON.stringify({ ...about, key }, null, 2))
  terminal.note(`${lineOf(about)}\nThis is the only time that the key is shown:`)
  terminal.out(key)
}

async function listKeys({ json }: { json: boolean }, { server, terminal, signal }: Options): Promise<void> {
  const keys: Key[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ limit: '500', ...(cursor === null ? {} : { cursor }) })
    const page: KeyList = KeyList.parse(await (await request(server, `/v1/keys?${query}`, { signal })).json())
    keys.push(...page.keys)
    cursor = page.next_cursor
  } while (cursor !== null)
  if (json) return terminal.out(JSON.stringify(keys, null, 2))
  for (const key of keys) terminal.out(lineOf(key))
  terminal.note(`${keys.length} keys`)
}

function lineOf({ id, name, tenant, user, scopes, state, expires_at }: Key): string {
  const whose = user === null ? tenant : `${tenant}/${user}`
  const until = expires_at === null ? '' : `  until ${expires_at.slice(0, 10)}`
  return `${id}  ${state.padEnd(7)}  ${whose}  ${scopes.join(',')}${until}  ${name}`
}
