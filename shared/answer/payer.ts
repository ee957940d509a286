import { sha256Hex } from '../lib/hash.ts'
import type { Caller } from '../ports/callers.ts'

/** The accounts on which the work for a caller is booked; null: nobody knows whose it is, or it came by no key. */
export type Payer = { tenant: string; caller: string | null; key: string | null }

const SEPARATOR = '-'
/** Before what stands for somebody whom nobody knows. */
const UNKNOWN = '~'
const known = new WeakMap<Caller, string>()

/**
 * The hash of a caller: it names them in leases and rows, and their accounts in the ledger. Callers whom
 * nobody knows are different ones each time: none of them may cancel for another. Who calls with another key
 * is another.
 */
export function hashOfCaller(caller: Caller): string {
  const there = known.get(caller)
  if (there !== undefined) return there
  const { tenant, user, key } = caller
  const who =
    user === null ? `${UNKNOWN}${crypto.randomUUID().replaceAll(SEPARATOR, '')}` : hashOf(tenant, user)
  const hash = [hashOfTenant(tenant), who, ...(key === undefined ? [] : [key])].join(SEPARATOR)
  if (user !== null) known.set(caller, hash)
  return hash
}

/** The same whichever key they call with; null: nobody knows whom. */
export const hashOfPerson = ({ tenant, user }: Caller): string | null =>
  user === null ? null : [hashOfTenant(tenant), hashOf(tenant, user)].join(SEPARATOR)

const hashOfTenant = (tenant: string) => sha256Hex(JSON.stringify(tenant), 16)
const hashOf = (tenant: string, user: string) => sha256Hex(JSON.stringify([tenant, user]), 24)

/** Whose accounts a hash stands for; null for what nobody has asked for, e.g. a refresh. */
export function payerOf(hash: string): Payer | null {
  const [tenant, who, id] = hash.split(SEPARATOR)
  if (tenant === undefined || who === undefined) return null
  const key = id === undefined ? null : `key:${id}`
  // A key that no one person calls with is a caller of its own.
  return { tenant: `tenant:${tenant}`, caller: who.startsWith(UNKNOWN) ? key : `caller:${who}`, key }
}

/** Every account that the payer's work is booked on. */
export const accountsOf = (payer: Payer | null): string[] => [
  ...new Set(['all', payer?.tenant, payer?.caller, payer?.key].filter((account) => account != null)),
]
