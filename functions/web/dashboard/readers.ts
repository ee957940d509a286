import type { CacheStats } from '../../../shared/api/cache-stats.ts'
import { number } from '../lib/language.ts'
import { shareOf, table } from './table.ts'
import { dashboardWords } from './words.ts'

/** By whom readers were served, from the highest rung of the ladder to the lowest. */
export function rungsTable({ rungs }: CacheStats): HTMLElement {
  const { rungNames, readers, share } = dashboardWords()
  const names = Object.keys(rungNames) as (keyof typeof rungNames)[]
  const all = names.reduce((sum, name) => sum + rungs[name], 0)
  return table(
    ['', readers, share],
    names.map((rung) => {
      const name = rungNames[rung]
      return [name, number(rungs[rung]), shareOf(rungs[rung], { of: all, name })]
    }),
  )
}

export function latencyTable({ latency }: CacheStats): HTMLElement {
  const { latencyNames, percentiles, readers } = dashboardWords()
  const names = Object.keys(latencyNames) as (keyof typeof latencyNames)[]
  const shares = Object.keys(percentiles) as (keyof typeof percentiles)[]
  return table(
    ['', ...shares.map((share) => percentiles[share]), readers],
    names.map((name) => [
      latencyNames[name],
      ...shares.map((share) => spanOf(latency[name][share])),
      number(latency[name].count),
    ]),
  )
}

function spanOf(ms: number | null): string {
  const { milliseconds, seconds } = dashboardWords()
  if (ms === null) return '–'
  return ms < 1_000 ? milliseconds(number(ms)) : seconds(number(ms / 1_000, 1))
}
