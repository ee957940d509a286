import { Problem } from '../../../shared/api/problem.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { Connection } from './connect.ts'

/** A request to the server; what it refuses becomes an `IngotError` with the server's code and fields. */
export async function request(
  { address, bearer, send = fetch }: Pick<Connection, 'address' | 'bearer' | 'send'>,
  path: string,
  init: RequestInit,
): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${bearer}`)
  const response = await send(new Request(address + path, { ...init, headers }))
  if (response.ok) return response
  const problem = Problem.safeParse(await response.json().catch(() => undefined))
  if (!problem.success) throw new IngotError('internal', `The server answered ${response.status}.`)
  const { code, detail, fields = [] } = problem.data
  const told = fields.map(({ path, message }) => `${path}: ${message}`).join('; ')
  throw new IngotError(code, told || detail, { fields })
}
