export const CALLER_SCOPES = ['read', 'write', 'operator'] as const
export type CallerScope = (typeof CALLER_SCOPES)[number]

/** Who is calling. A tenant is an app or company; a user one of its people, null when nobody knows whom. */
export type Caller = { tenant: string; user: string | null; scopes: readonly CallerScope[] }

/** Tells the caller from a request's headers; throws an `IngotError` `unauthenticated`. */
export type Authenticate = (request: Request) => Promise<Caller>
