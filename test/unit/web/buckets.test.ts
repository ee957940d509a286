import { describe, expect, it } from 'vitest'
import { bucketsOf, csvOf } from '../../../functions/web/dashboard/buckets.ts'
import type { CacheStats } from '../../../shared/api/cache-stats.ts'
import { cacheStatsOf } from '../../../shared/metrics/cache-stats.ts'

const HOUR_MS = 3_600_000
const at = (time: string) => Date.parse(`2026-11-26T${time}:00Z`)

/** Three readers at 10 o'clock, two of them from the cache; one at 12, past it. */
const hours: CacheStats['by_hour'] = cacheStatsOf([
  { hour: at('10:00'), freshness: 'news', counts: { hits: 1, coalesced: 1, misses: 1 } },
  { hour: at('12:00'), freshness: 'none', counts: { bypasses: 1 } },
]).by_hour

describe('the columns of the dashboard', () => {
  it('stand for every hour, the quiet ones too', () => {
    const buckets = bucketsOf(hours, { from: at('09:30'), to: at('12:10'), sizeMs: HOUR_MS })
    expect(buckets.map(({ start, readers, ratio }) => [start, readers, ratio])).toEqual([
      [at('09:00'), 0, null],
      [at('10:00'), 3, 2 / 3],
      [at('11:00'), 0, null],
      [at('12:00'), 1, 0],
    ])
  })

  it('add up the hours of a day', () => {
    const [day] = bucketsOf(hours, { from: at('01:00'), to: at('23:00'), sizeMs: 24 * HOUR_MS })
    expect(day).toEqual({
      start: at('00:00'),
      counts: { hits: 1, stale: 0, coalesced: 1, misses: 1, bypasses: 1 },
      readers: 4,
      ratio: 0.5,
    })
  })

  it('are exported with a head of their names', () => {
    const [head = '', first = '', second = '', end] = csvOf(hours).split('\r\n')
    expect(head.split(',').slice(0, 4)).toEqual(['hour', 'readers', 'hits', 'stale'])
    expect(first.split(',').slice(0, 4)).toEqual(['2026-11-26T10:00:00.000Z', '3', '1', '0'])
    expect(second.split(',').slice(0, 2)).toEqual(['2026-11-26T12:00:00.000Z', '1'])
    expect(end).toBe('')
    expect(csvOf([])).toBe('')
  })
})
