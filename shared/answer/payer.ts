import { sha256Hex } from '../lib/hash.ts'
import type { Caller } from '../ports/callers.ts'

/** The accounts on which the work for a caller is booked. */
export type Payer = { tenant: string; caller: string }

const SEPARATOR = '-'
const known = new WeakMap<Caller, string>()

/**
 * The hash of a caller: it names them in leases and rows, and their accounts in the ledger. Callers whom
 * nobody knows are different ones each time: none of them may cancel for another.
 */
export function hashOfCaller(caller: Caller): string {
  const there = known.get(caller)
  if (there !== undefined) return there
  const { tenant, user } = caller
  const parts = [
    sha256Hex(JSON.stringify(tenant), 16),
    user === null ? crypto.randomUUID() : hashOf(tenant, user),
  ]
  const hash = parts.join(SEPARATOR)
  if (user !== null) known.set(caller, hash)
  return hash
}

const hashOf = (tenant: string, user: string) => sha256Hex(JSON.stringify([tenant, user]), 24)

/** Whose accounts a hash stands for; null for what nobody has asked for, e.g. a refresh. */
export function payerOf(hash: string): Payer | null {
  const [tenant, ...caller] = hash.split(SEPARATOR)
  if (tenant === undefined || caller.length === 0) return null
  return { tenant: `tenant:${tenant}`, caller: `caller:${caller.join(SEPARATOR)}` }
}

/** Every account that the payer's work is booked on. */
export const accountsOf = (payer: Payer | null): string[] => [
  'all',
  ...(payer === null ? [] : [payer.tenant, payer.caller]),
]
