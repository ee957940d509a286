import { describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import { IngotError } from '../../../shared/errors.ts'
import { readOpenMetrics } from '../../support/read-open-metrics.ts'
import { CALLER, scriptedDeps } from '../../support/scripted-answers.ts'

const NOW = Date.parse('2027-01-15T08:30:00Z')
const MIDNIGHT = Date.parse('2027-01-15T00:00:00Z')

function createMetricsApp(overrides: Parameters<typeof scriptedDeps>[0] = {}) {
  const asked: { from: number; to: number }[] = []
  const deps = scriptedDeps({
    readCounts: async (range) => {
      asked.push(range)
      return [{ hour: MIDNIGHT, freshness: 'news', counts: { hits: 3 } }]
    },
    ...overrides,
  })
  const app = createApp({ ...deps, clock: { ...deps.clock, now: () => NOW } })
  return { asked, get: () => app.request('/metrics') }
}

describe('GET /metrics', () => {
  it('tells what was counted since midnight as OpenMetrics', async () => {
    const { asked, get } = createMetricsApp()
    const reply = await get()
    expect(reply.status).toBe(200)
    expect(reply.headers.get('content-type')).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    )
    const { samples } = readOpenMetrics(await reply.text())
    expect(samples.get('ingot_hits_total{freshness="news"}')).toBe(3)
    expect(samples.get('ingot_hits_created{freshness="news"}')).toBe(1_799_971_200)
    expect(samples.get('ingot_dependency_up{dependency="store"}')).toBe(1)
    expect(asked).toEqual([{ from: MIDNIGHT, to: NOW }])
  })

  it('needs the scope "operator"', async () => {
    const { asked, get } = createMetricsApp({
      authenticate: async () => ({ ...CALLER, scopes: ['read', 'write'] }),
    })
    expect((await get()).status).toBe(403)
    expect(asked).toEqual([])
  })

  it('is a 503 while the store is gone', async () => {
    const { get } = createMetricsApp({
      readCounts: async () => {
        throw new IngotError('store_unavailable', 'The store cannot be reached now.')
      },
    })
    expect((await get()).status).toBe(503)
  })
})
