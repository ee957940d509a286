import { Hono } from 'hono'
import type * as z from 'zod'
import { accountOf } from '../../../shared/answer/account-of.ts'
import { USAGE_DAYS_AT_MOST, UsageQuery } from '../../../shared/api/usage.ts'
import { IngotError } from '../../../shared/errors.ts'
import { dayOf } from '../../../shared/metrics/record-usage.ts'
import { usageCsv, usageReport } from '../../../shared/metrics/usage-report.ts'
import type { Caller } from '../../../shared/ports/callers.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { invalidFields, parseInput } from '../parse-input.ts'
import { jsonReply, reply } from '../reply.ts'

const DAY_MS = 86_400_000
const DAYS_BY_DEFAULT = 30

/** `GET /v1/usage` */
export function usageRoutes({ readUsage, clock }: AppDeps): Hono<AppEnv> {
  return new Hono<AppEnv>().get('/', async (c) => {
    const caller = callerWith(c, c.get('caller').scopes.includes('operator') ? 'operator' : 'read')
    const query = parseInput(UsageQuery, c.req.query())
    const range = rangeOf(query, clock.now())
    const account = accountIn(query, caller)
    const rows = account === null ? [] : await readUsage(account, range)
    const report = usageReport(rows, { ...range, key: query.key ?? null })
    if (query.format === 'json') return jsonReply(c, report)
    const disposition = `attachment; filename="usage-${range.from}-${range.to}.csv"`
    return reply(c, usageCsv(report), {
      headers: { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': disposition },
    })
  })
}

type Query = z.infer<typeof UsageQuery>

/** Throws `forbidden` for what is not the caller's own, unless they are an operator. */
function accountIn({ whose, tenant, key }: Query, caller: Caller): string | null {
  const isOperator = caller.scopes.includes('operator')
  const isOwn = key === undefined ? whose === 'caller' && tenant === undefined : key === caller.key
  if (!isOwn && !isOperator) {
    throw new IngotError('forbidden', 'The usage of others needs the scope "operator".')
  }
  return key === undefined ? accountOf(whose, caller, tenant) : `key:${key}`
}

function rangeOf({ from, to }: Query, now: number): { from: string; to: string } {
  const last = to ?? dayOf(now)
  const first = from ?? dayOf(Date.parse(last) - (DAYS_BY_DEFAULT - 1) * DAY_MS)
  const days = (Date.parse(last) - Date.parse(first)) / DAY_MS + 1
  if (days < 1) throw invalidFields([{ path: 'from', message: 'must not be after "to"' }])
  if (days > USAGE_DAYS_AT_MOST) {
    throw invalidFields([{ path: 'from', message: `at most ${USAGE_DAYS_AT_MOST} days, "to" included` }])
  }
  return { from: first, to: last }
}
