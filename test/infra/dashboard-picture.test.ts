import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cacheStatsOf } from '../../shared/metrics/cache-stats.ts'
import { drawDashboard } from '../bench/dashboard/draw-dashboard.ts'
import { evaluate } from '../bench/dashboard/evaluate.ts'
import { DashboardBody, onlyCounted, seriesOf } from '../bench/dashboard/series.ts'
import { readable, synthStacks } from '../support/synth-stack.ts'

const [cache] = Object.values(synthStacks().all('observability', 'AWS::CloudWatch::Dashboard'))
const body = DashboardBody.parse(JSON.parse(readable(cache?.Properties['DashboardBody'])))
const titles = body.widgets.filter(({ type }) => type === 'metric').map(({ properties }) => properties.title)

describe('metric math', () => {
  const values = (id: string, which: 'now' | 'so far') => {
    const told: Record<string, number> = which === 'now' ? { m_hits: 3, m_misses: 1 } : { m_hits: 30 }
    return told[id]
  }
  it.each([
    ['m_hits', 3],
    ['FILL(m_stale,0)+2', 2],
    ['100*(FILL(m_hits,0)+FILL(m_stale,0))/(FILL(m_hits,0)+FILL(m_misses,0))', 75],
    ['2-1-1+6/3/2', 1],
    ['2*(m_hits+1)^0.5', 4],
    ['RUNNING_SUM(FILL(m_hits,0))+RUNNING_SUM(FILL(m_stale,0))', 30],
    ['IF(m_hits>2,100,m_hits)', 100],
    ['IF(m_misses>2,100,m_misses)', 1],
    ['IF(m_stale>2,100,m_stale)', undefined],
    ['FILL(m_stale,0)/FILL(m_stale,0)', undefined],
    ['m_stale', undefined],
  ])('%s is %s', (expression, value) => {
    expect(evaluate(expression, values)).toBe(value)
  })

  it.each(['m_hits m_misses', 'SEARCH("x")', '(1+2', 'IF(1,2)'])(
    'that is not known is refused: %s',
    (expression) => {
      expect(() => evaluate(expression, values)).toThrow()
    },
  )
})

describe('the picture of the cache dashboard', () => {
  const counted = [
    { name: 'hits', at: 10, by: 3 },
    { name: 'misses', at: 4_000, by: 1 },
  ]
  const seconds = 86_400

  it('has each of its widgets', () => {
    const svg = drawDashboard(body, counted, { title: 'Cache', note: 'a < b', seconds })
    for (const title of titles) expect(svg).toContain(`>${title}</text>`)
    expect(svg).toContain('>75</text>')
    expect(svg).toContain('a &#60; b')
  })

  it('may leave out those of which nothing was counted, and close up', () => {
    const { body: some, leftOut } = onlyCounted(body, counted, { seconds })
    expect(leftOut).toContain('Pages')
    const left = some.widgets.map(({ properties, y }) => [properties.title, y])
    expect(left.slice(1)).toEqual([
      ['Readers served without a generation', 1],
      ['Model calls avoided', 1],
      ['GPU-seconds saved', 1],
      ['Dollars saved', 1],
      ['Hit ratio', 4],
      ['Readers by outcome', 4],
      ['Money: spent and saved, USD', 10],
      ['GPU-seconds: used and saved', 10],
      ['Of those looked at later, wrong', 16],
      ['Wrong, as known so far, against its budget', 16],
    ])
  })

  it('in the docs is of the dashboard as it is now; `npm run dashboard` draws it', () => {
    const drawn = readFileSync('docs/screenshots/cache-dashboard-on-aws.svg', 'utf8')
    const notInTheTrace = ['Retrievals', 'Pages', 'Source synopses']
    for (const title of titles) {
      if (notInTheTrace.includes(title)) expect(drawn).not.toContain(`>${title}</text>`)
      else expect(drawn).toContain(`>${title}</text>`)
    }
  })
})

describe('the share of wrong hits on the dashboard', () => {
  const widget = body.widgets.find(({ properties }) => properties.title === 'Of those looked at later, wrong')

  it.each([
    [10, 0],
    [40, 1],
    [400, 0],
    [2_000, 7],
    [10_000, 40],
    [600, 60],
  ])('of %i looked at, %i wrong, is the one of /v1/cache/stats, with its bound', (checked, wrong) => {
    const counts = { semantic_right: checked - wrong, semantic_wrong: wrong }
    const { wrong_hit_rate } = cacheStatsOf([{ hour: 0, freshness: 'none', counts }]).layers.semantic
    const counted = Object.entries(counts).map(([name, by]) => ({ name, at: 10, by }))
    if (!widget || !wrong_hit_rate) throw new Error('there is none')
    const [rate, most, looked] = seriesOf(widget, counted, { seconds: 86_400, isWhole: true })
    expect(rate).toEqual({ label: 'wrong, %', values: [expect.closeTo(100 * wrong_hit_rate.rate, 9)] })
    expect(looked).toEqual({ label: 'looked at', values: [checked] })
    const bound = (most?.values[0] ?? 0) / 100
    expect(bound / wrong_hit_rate.high).toBeGreaterThan(0.99)
    expect(bound / wrong_hit_rate.high).toBeLessThan(checked < 100 ? 1.05 : 1.01)
  })

  it('may be anything before something was looked at, and is never above a hundred', () => {
    if (!widget) throw new Error('there is none')
    const of = (wrong: number) =>
      seriesOf(widget, [{ name: 'semantic_wrong', at: 10, by: wrong }], { seconds: 86_400, isWhole: true })
    expect(of(0).map(({ values }) => values)).toEqual([[null], [100], [0]])
    expect(of(1).map(({ values }) => values)).toEqual([[100], [100], [1]])
  })
})
