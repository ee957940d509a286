import { IngotError } from '../errors.ts'
import { tenantScope, userScope } from '../lib/scope.ts'
import type { Caller, Limits as LimitsOf } from '../ports/callers.ts'
import type { Clock } from '../ports/clock.ts'
import type { Quotas } from '../ports/quotas.ts'
import { createHeldPlaces } from './held-places.ts'
import { createLeasedQuota, type Unit, type WindowRule } from './leased-quota.ts'

/** Above a limit so much more of it is served by the cheap rung alone, before anything is refused. */
const CHEAP_SHARE = 0.25
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
/** Somebody's stream ends in about this time. */
const PLACE_FREE_IN_S = 5

/** What is limited for everybody: for each caller (an API key, or a person with a token) and for each tenant. */
export type CommonLimits = {
  caller?: LimitsOf | undefined
  tenant?: LimitsOf | undefined
  /** Of single tenants, by name, instead of `tenant`. */
  tenants: Record<string, LimitsOf>
}

/** How a limit stands, as `RateLimit` tells it. `windowS` null: so many at the same time. */
export type LimitState = {
  policy: string
  limit: number
  windowS: number | null
  remaining: number
  resetS: number | null
}

/** A request that was let in, or why it was not; `states` are read when the reply is made. */
export type Admission = { caller: Caller; refused: IngotError | null; states: () => LimitState[] }

export type StreamPlace = { caller: Caller; leave(): void }

type Rule = WindowRule & { allowed: number }
type PlaceRule = { account: string; policy: string; allowed: number }
type Rules = { windows: readonly Rule[]; places: readonly PlaceRule[] }

/**
 * Counts what callers ask, over all processes. Up to the limit all is served; from there on the caller is
 * `isOverLimit`, who gets what costs nothing; a quarter above it, nothing.
 */
export function createLimits(options: {
  quotas: Quotas
  clock: Pick<Clock, 'now'>
  common: CommonLimits
  /** Names this process. */
  owner: string
}) {
  const { quotas, clock, common, owner } = options
  const quota = createLeasedQuota({ quotas, clock })
  const places = createHeldPlaces({ quotas, clock, owner })
  const known = new WeakMap<Caller, Rules | null>()

  const rulesOf = (caller: Caller): Rules | null => {
    const there = known.get(caller)
    if (there !== undefined) return there
    const rules = findRules(caller, common)
    known.set(caller, rules)
    return rules
  }

  const statesOf = ({ windows, places: held }: Rules): LimitState[] => [
    ...windows.map((rule) => {
      const { used, resetS } = quota.state(rule)
      const remaining = Math.max(0, rule.allowed - used)
      return { policy: rule.policy, limit: rule.allowed, windowS: rule.windowMs / 1_000, remaining, resetS }
    }),
    ...held.map(({ account, policy, allowed }) => {
      const remaining = Math.max(0, allowed - places.inUse(account))
      return { policy, limit: allowed, windowS: null, remaining, resetS: null }
    }),
  ]

  return {
    /** Counts a request. At once undefined for a caller without limits. A refused one has used nothing up. */
    admit(caller: Caller): Promise<Admission> | undefined {
      const rules = rulesOf(caller)
      return rules ? admitBy(rules) : undefined

      async function admitBy(by: Rules): Promise<Admission> {
        const taken = await Promise.all(
          by.windows.map(async (rule) => ({ rule, unit: await quota.take(rule) })),
        )
        const states = () => statesOf(by)
        const full = taken.filter(({ unit }) => unit === undefined).map(({ rule }) => rule)
        if (full.length > 0) {
          for (const { unit } of taken) unit?.giveBack()
          return { caller, refused: tooMany(full, (rule) => quota.state(rule).resetS), states }
        }
        const isOver = taken.some(({ rule, unit }) => (unit as Unit).number >= rule.allowed)
        return { caller: isOver ? overLimit(caller) : caller, refused: null, states }
      }
    },

    /** A place for an answer or stream, to be left. At once undefined for a caller without limits. */
    place(caller: Caller): Promise<StreamPlace> | undefined {
      const rules = rulesOf(caller)?.places ?? []
      return rules.length > 0 ? takeAll(rules) : undefined

      async function takeAll(all: readonly PlaceRule[]): Promise<StreamPlace> {
        const taken = await Promise.all(
          all.map(async (rule) => ({
            rule,
            place: await places.take(rule.account, withCheap(rule.allowed)),
          })),
        )
        const leave = () => {
          for (const { place } of taken) place?.leave()
        }
        const full = taken.find(({ place }) => place === undefined)?.rule
        if (full) {
          leave()
          const many = full.allowed === 1 ? '1 answer or stream' : `${full.allowed} answers and streams`
          throw new IngotError('rate_limited', `At most ${many} at the same time (${full.policy}).`, {
            retryAfterS: PLACE_FREE_IN_S,
          })
        }
        const isOver = taken.some(({ rule, place }) => (place?.number ?? 0) > rule.allowed)
        return { caller: isOver ? overLimit(caller) : caller, leave }
      }
    },

    /** Gives back places that are not used: a sandbox may stand still from now on. */
    settled: () => places.settled(),
  }
}
export type Limits = ReturnType<typeof createLimits>

const withCheap = (allowed: number) => allowed + Math.ceil(allowed * CHEAP_SHARE)

const overLimit = (caller: Caller): Caller => ({ ...caller, isOverLimit: true })

function findRules(caller: Caller, common: CommonLimits): Rules | null {
  const { tenant, key, limits = {} } = caller
  const own = key === undefined ? userScope(caller) : `key:${key}`
  const tenantLimits = Object.hasOwn(common.tenants, tenant) ? common.tenants[tenant] : common.tenant
  const all = [
    ...(own === null ? [] : [rulesFor('caller', own, { ...common.caller, ...given(limits) })]),
    rulesFor('tenant', tenantScope(caller), tenantLimits ?? {}),
  ]
  const rules = {
    windows: all.flatMap(({ windows }) => windows),
    places: all.flatMap(({ places }) => places),
  }
  return rules.windows.length + rules.places.length > 0 ? rules : null
}

const given = (limits: LimitsOf): LimitsOf =>
  Object.fromEntries(Object.entries(limits).filter(([, limit]) => limit !== undefined))

function rulesFor(whose: 'caller' | 'tenant', account: string, limits: LimitsOf): Rules {
  const { requests_per_minute, requests_per_day, streams } = limits
  const window = (name: string, windowMs: number, allowed: number | undefined): Rule[] =>
    allowed === undefined
      ? []
      : [{ account, policy: `${whose}-${name}`, windowMs, allowed, limit: withCheap(allowed) }]
  return {
    windows: [
      ...window('minute', MINUTE_MS, requests_per_minute),
      ...window('day', DAY_MS, requests_per_day),
    ],
    places: streams === undefined ? [] : [{ account, policy: `${whose}-streams`, allowed: streams }],
  }
}

function tooMany(full: readonly Rule[], resetOf: (rule: Rule) => number): IngotError {
  const told = full.map(({ policy, allowed }) => `${allowed} (${policy})`).join(', ')
  return new IngotError('rate_limited', `More requests than allowed: ${told}.`, {
    retryAfterS: Math.max(...full.map(resetOf)),
  })
}
