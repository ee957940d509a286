/**
 * What `keys` can do; a request is as `POST /v1/keys` takes it. `table`: the app table of an installation on AWS,
 * in place of the server of this machine.
 */
export type KeyCommand = { table: string | null } & (
  | { kind: 'list'; json: boolean }
  | { kind: 'create'; request: object; json: boolean }
  | { kind: 'rotate'; id: string; request: object; json: boolean }
  | { kind: 'revoke'; id: string }
)

const TEXT = { type: 'string' } as const

export const KEY_OPTIONS = {
  table: TEXT,
  tenant: TEXT,
  user: TEXT,
  scopes: TEXT,
  expires: TEXT,
  overlap: TEXT,
  'requests-per-minute': TEXT,
  'requests-per-day': TEXT,
  streams: TEXT,
  'usd-per-day': TEXT,
  'gpu-seconds-per-day': TEXT,
} as const

const ACTIONS = ['list', 'create', 'rotate', 'revoke']
const DAY_MS = 86_400_000

/** "keys" alone, or before one of its actions; a question that begins with the word has others. */
export const isKeyCommand = ([command, action]: readonly string[]): boolean =>
  command === 'keys' && (action === undefined || ACTIONS.includes(action))

/** Throws an `Error` that says what is wrong. */
export function parseKeyCommand(
  [, action = 'list', name, ...others]: readonly string[],
  values: Partial<Record<keyof typeof KEY_OPTIONS, string>> & { json?: boolean },
): KeyCommand {
  const { json = false, table = null } = values
  if (action === 'list') return { kind: 'list', table, json }
  if (name === undefined || others.length > 0) {
    throw new Error(`keys ${action}: name one ${action === 'create' ? 'name for the key' : 'id of a key'}`)
  }
  if (action === 'revoke') return { kind: 'revoke', table, id: name }
  if (action === 'rotate') {
    const hours = numberOf(values, 'overlap')
    return {
      kind: 'rotate',
      table,
      id: name,
      request: hours === undefined ? {} : { overlap_s: hours * 3_600 },
      json,
    }
  }
  const { tenant = table === null ? 'local' : undefined, user = null, scopes = 'read,write' } = values
  if (tenant === undefined) throw new Error('keys create: --table needs a --tenant')
  const days = numberOf(values, 'expires')
  const request = {
    name,
    tenant,
    user,
    scopes: scopes.split(',').map((scope) => scope.trim()),
    limits: {
      requests_per_minute: numberOf(values, 'requests-per-minute'),
      requests_per_day: numberOf(values, 'requests-per-day'),
      streams: numberOf(values, 'streams'),
    },
    budget: {
      usd_per_day: numberOf(values, 'usd-per-day'),
      gpu_seconds_per_day: numberOf(values, 'gpu-seconds-per-day'),
    },
    expires_at: days === undefined ? null : new Date(Date.now() + days * DAY_MS).toISOString(),
  }
  return { kind: 'create', table, request, json }
}

function numberOf(
  values: Partial<Record<keyof typeof KEY_OPTIONS, string>>,
  name: keyof typeof KEY_OPTIONS,
): number | undefined {
  const text = values[name]
  if (text === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw new Error(`--${name}: "${text}" is not a number`)
}
