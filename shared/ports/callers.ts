export const CALLER_SCOPES = ['read', 'write', 'operator'] as const
export type CallerScope = (typeof CALLER_SCOPES)[number]

/** What may be asked, all instances together. A limit that is left out is none. */
export type Limits = {
  requests_per_minute?: number | undefined
  requests_per_day?: number | undefined
  /** Answers and streams that are open at the same time. */
  streams?: number | undefined
}

/** What may be spent on models in a UTC day. */
export type Budget = {
  usd_per_day?: number | undefined
  gpu_seconds_per_day?: number | undefined
}

/** Who is calling. A tenant is an app or company; a user one of its people, null when nobody knows whom. */
export type Caller = {
  tenant: string
  user: string | null
  scopes: readonly CallerScope[]
  /** Id of the API key that they called with. */
  key?: string
  /** Their own; what these leave out is as for every caller. */
  limits?: Limits
  budget?: Budget
  /** They ask more than they may: what costs nothing is still theirs. */
  isOverLimit?: true
}

/** Tells the caller from a request's headers; throws an `IngotError` `unauthenticated`. */
export type Authenticate = (request: Request) => Promise<Caller>
