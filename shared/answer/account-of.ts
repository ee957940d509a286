import type { Caller } from '../ports/callers.ts'
import { hashOfCaller, payerOf } from './payer.ts'

/** The ledger's account of a caller, of the tenant that they name, or of all. Null: nothing is booked on them. */
export function accountOf(
  whose: 'caller' | 'tenant' | 'all',
  caller: Caller,
  tenant = caller.tenant,
): string | null {
  if (whose === 'all') return 'all'
  const payer = payerOf(hashOfCaller(whose === 'tenant' ? { ...caller, tenant } : caller))
  return (whose === 'tenant' ? payer?.tenant : payer?.caller) ?? null
}
