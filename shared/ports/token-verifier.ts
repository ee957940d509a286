import type { Caller } from './callers.ts'

/** Tells whose token it is. Throws `unauthenticated`, or `issuer_unavailable` when nobody can tell. */
export type VerifyToken = (token: string) => Promise<Caller>
