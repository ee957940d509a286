import { describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import { CacheStats } from '../../../shared/api/cache-stats.ts'
import { Problem } from '../../../shared/api/problem.ts'
import { IngotError } from '../../../shared/errors.ts'
import { cacheStatsOf } from '../../../shared/metrics/cache-stats.ts'
import { CALLER, scriptedDeps } from '../../support/scripted-answers.ts'

const NOW = Date.parse('2027-01-15T08:30:00Z')
const STATS = cacheStatsOf([{ hour: 1_800_000_000_000, freshness: 'news', counts: { hits: 3, misses: 1 } }])

function createStatsApp(overrides: Parameters<typeof scriptedDeps>[0] = {}) {
  const asked: { from: number; to: number }[] = []
  const deps = scriptedDeps({
    cacheStats: async (range) => {
      asked.push(range)
      return STATS
    },
    ...overrides,
  })
  const app = createApp({ ...deps, clock: { ...deps.clock, now: () => NOW } })
  return { asked, get: (query = '') => app.request(`/v1/cache/stats${query}`) }
}

const INSTANT = 'must be an instant in UTC such as "2027-01-15T08:00:00Z"'

describe('GET /v1/cache/stats', () => {
  it('tells the last 24 hours', async () => {
    const { asked, get } = createStatsApp()
    const reply = await get()
    expect(reply.status).toBe(200)
    expect(CacheStats.parse(await reply.json())).toEqual(STATS)
    expect(asked).toEqual([{ from: Date.parse('2027-01-14T08:30:00Z'), to: NOW }])
  })

  it.each([
    ['?from=2027-01-10T00:00:00Z', '2027-01-10T00:00:00Z', '2027-01-15T08:30:00Z'],
    ['?to=2027-01-10T00:00:00Z', '2027-01-09T00:00:00Z', '2027-01-10T00:00:00Z'],
    ['?from=2026-12-01T00:00:00Z&to=2027-01-01T00:00:00Z', '2026-12-01T00:00:00Z', '2027-01-01T00:00:00Z'],
    [
      '?from=2027-01-01T00:00:00.500Z&to=2027-01-01T00:00:00.500Z',
      '2027-01-01T00:00:00.5Z',
      '2027-01-01T00:00:00.5Z',
    ],
  ])('takes %s', async (query, from, to) => {
    const { asked, get } = createStatsApp()
    expect((await get(query)).status).toBe(200)
    expect(asked).toEqual([{ from: Date.parse(from), to: Date.parse(to) }])
  })

  it.each([
    ['?from=yesterday', 'from', INSTANT],
    ['?to=2027-01-15', 'to', INSTANT],
    ['?from=2027-02-30T00:00:00Z', 'from', INSTANT],
    ['?since=2027-01-15T00:00:00Z', 'since', 'unknown field; known: from, to'],
    ['?from=2027-01-15T08:30:01Z', 'from', 'must not be after "to"'],
    ['?from=2026-12-01T00:00:00Z&to=2027-01-01T00:00:01Z', 'from', 'at most 31 days before "to"'],
    ['?from=2026-01-01T00:00:00Z', 'from', 'at most 31 days before "to"'],
  ])('refuses %s', async (query, path, message) => {
    const { asked, get } = createStatsApp()
    const problem = Problem.parse(await (await get(query)).json())
    expect([problem.status, problem.code]).toEqual([400, 'invalid_request'])
    expect(problem.fields).toEqual([{ path, message }])
    expect(asked).toEqual([])
  })

  it('needs the scope "operator"', async () => {
    const { asked, get } = createStatsApp({
      authenticate: async () => ({ ...CALLER, scopes: ['read', 'write'] }),
    })
    expect((await get()).status).toBe(403)
    expect(asked).toEqual([])
  })

  it('is a 503 while the store is gone', async () => {
    const { get } = createStatsApp({
      cacheStats: async () => {
        throw new IngotError('store_unavailable', 'The store cannot be reached now.')
      },
    })
    expect((await get()).status).toBe(503)
  })
})
