import type { CacheStats } from '../../../shared/api/cache-stats.ts'

/** Each reader is counted in exactly one of these. */
export const OUTCOMES = ['hits', 'stale', 'coalesced', 'misses', 'bypasses'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** The readers of one column of a chart; `ratio` is null where there were none. */
export type Bucket = { start: number; counts: Record<Outcome, number>; readers: number; ratio: number | null }

type Span = { from: number; to: number; sizeMs: number }

/** What was counted by hour, in columns of equal size from `from` to `to`; quiet ones are kept, empty. */
export function bucketsOf(hours: CacheStats['by_hour'], { from, to, sizeMs }: Span): Bucket[] {
  const first = Math.floor(from / sizeMs)
  const count = Math.floor(to / sizeMs) - first + 1
  const buckets = Array.from({ length: count }, (_, index) => emptyBucket((first + index) * sizeMs))
  for (const hour of hours) {
    const bucket = buckets[Math.floor(Date.parse(hour.hour) / sizeMs) - first]
    if (!bucket) continue
    for (const outcome of OUTCOMES) bucket.counts[outcome] += hour[outcome]
    bucket.readers += hour.readers
  }
  return buckets.map((bucket) => ({ ...bucket, ratio: ratioOf(bucket) }))
}

const emptyBucket = (start: number): Bucket => ({
  start,
  counts: { hits: 0, stale: 0, coalesced: 0, misses: 0, bypasses: 0 },
  readers: 0,
  ratio: null,
})

const ratioOf = ({ counts, readers }: Bucket): number | null =>
  readers === 0 ? null : (counts.hits + counts.stale + counts.coalesced) / readers

/** RFC 4180, every figure of every hour. */
export function csvOf(hours: CacheStats['by_hour']): string {
  const [first] = hours
  if (!first) return ''
  const names = Object.keys(first) as (keyof typeof first)[]
  const rows = hours.map((hour) => names.map((name) => hour[name] ?? '').join(','))
  return `${[names.join(','), ...rows].join('\r\n')}\r\n`
}
