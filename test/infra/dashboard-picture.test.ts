import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { drawDashboard } from '../bench/dashboard/draw-dashboard.ts'
import { evaluate } from '../bench/dashboard/evaluate.ts'
import { DashboardBody } from '../bench/dashboard/series.ts'
import { readable, synthStacks } from '../support/synth-stack.ts'

const [cache] = Object.values(synthStacks().all('observability', 'AWS::CloudWatch::Dashboard'))
const body = DashboardBody.parse(JSON.parse(readable(cache?.Properties['DashboardBody'])))
const titles = body.widgets.filter(({ type }) => type === 'metric').map(({ properties }) => properties.title)

describe('metric math', () => {
  const values = (id: string) => ({ m_hits: 3, m_misses: 1 })[id]
  it.each([
    ['m_hits', 3],
    ['FILL(m_stale,0)+2', 2],
    ['100*(FILL(m_hits,0)+FILL(m_stale,0))/(FILL(m_hits,0)+FILL(m_misses,0))', 75],
    ['2-1-1+6/3/2', 1],
    ['FILL(m_stale,0)/FILL(m_stale,0)', undefined],
    ['m_stale', undefined],
  ])('%s is %s', (expression, value) => {
    expect(evaluate(expression, values)).toBe(value)
  })

  it.each(['m_hits m_misses', 'SEARCH("x")', '(1+2'])('that is not known is refused: %s', (expression) => {
    expect(() => evaluate(expression, values)).toThrow()
  })
})

describe('the picture of the cache dashboard', () => {
  it('has each of its widgets, and says where nothing was counted', () => {
    const counted = [
      { name: 'hits', at: 10, by: 3 },
      { name: 'misses', at: 4_000, by: 1 },
    ]
    const svg = drawDashboard(body, counted, { title: 'Cache', note: 'a < b', seconds: 86_400 })
    for (const title of titles) expect(svg).toContain(`>${title}</text>`)
    expect(svg).toContain('>75</text>')
    expect(svg).toContain('a &#60; b')
    expect(svg.match(/Not in the trace/g)?.length).toBeGreaterThan(3)
  })

  it('in the docs is of the dashboard as it is now; `npm run dashboard` draws it', () => {
    const drawn = readFileSync('docs/screenshots/cache-dashboard-on-aws.svg', 'utf8')
    for (const title of titles) expect(drawn).toContain(`>${title}</text>`)
  })
})
