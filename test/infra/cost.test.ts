import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { costTables } from '../../infra/cost/cost-table.ts'
import { monthlyCost, streamsAtOnce, totalOf } from '../../infra/cost/monthly-cost.ts'
import { PRICES, type Price, priceOf, type TieredPrice } from '../../infra/cost/prices.ts'
import { replaceBetween } from '../../infra/cost/replace-between.ts'
import { STANDING, TYPICAL } from '../../infra/cost/traffic.ts'
import { synthStacks } from '../support/synth-stack.ts'

const MODEL = { alias: 'm', price: { input_usd_per_mtok: 1, output_usd_per_mtok: 10 } }
const ONE_DOCUMENT = { count: 1, gb: 1 }
/** A million questions in a month of 30 days, half of them hits, none coalesced. */
const MILLION = {
  ...TYPICAL,
  ...{
    questionsADay: 1_000_000 / 30,
    hitRatio: 0.5,
    coalescedRatio: 0,
    logDays: 30,
    documents: ONE_DOCUMENT,
  },
}

describe('what a month costs', () => {
  it('is reckoned as AWS does, part by part', () => {
    const cost = monthlyCost(MILLION, MODEL)
    expect(cost.api).toBeCloseTo(3.5)
    expect(cost.firewall).toBeCloseTo(0.6)
    // 500,000 × 0.1 s and 500,000 × 10 s at half a GB.
    expect(cost.lambda).toBeCloseTo(0.2 + 2_525_000 * 0.0000133334, 4)
    // 250,000 + 11,250,000 reads, 2,500,000 + 58,000,000 writes, and 14 GB kept.
    expect(cost.tables).toBeCloseTo(11.5 * 0.125 + 60.5 * 0.625 + 14 * 0.25, 2)
    // 3 GB of logs; every request is traced below one a second.
    expect(cost.logs).toBeCloseTo(3 * 0.53 + 5, 4)
    expect(cost.out).toBeCloseTo(15 * 0.09)
    // 3,000 tokens in, 400 out.
    expect(cost.model).toBeCloseTo(500_000 * 0.007)
    expect(totalOf(cost)).toBeCloseTo(Object.values(cost).reduce((sum, usd) => sum + usd))
  })

  it('is only what stands when nobody asks', () => {
    const { standing, objects, tables, ...others } = monthlyCost({ ...MILLION, questionsADay: 0 }, MODEL)
    expect(Object.values(others)).toEqual([0, 0, 0, 0, 0, 0])
    expect(standing).toBeGreaterThan(25)
    expect(standing).toBeLessThan(40)
    // One document, read by the 360 sandboxes of a month.
    expect(objects).toBeCloseTo(0.023 + 0.000005 + 360 * 0.0000004, 8)
    expect(tables).toBeCloseTo(360 * 0.000000125, 8)
  })

  it('falls with every hit, and the model with it in proportion', () => {
    const at = (hitRatio: number) => monthlyCost({ ...MILLION, hitRatio }, MODEL)
    expect(at(0.75).model).toBeCloseTo(at(0.5).model / 2)
    const totals = [0, 0.25, 0.5, 0.75, 1].map((ratio) => totalOf(at(ratio)))
    expect(totals).toEqual([...totals].sort((a, b) => b - a))
  })

  it('has streams that are open for as long as their answers take', () => {
    // 100,000 a day: 80,000 × 0.1 s and 20,000 × 10 s in 86,400 s.
    expect(streamsAtOnce(TYPICAL)).toBeCloseTo(2.407, 3)
  })
})

describe('prices', () => {
  it('in steps charge each step for what falls into it', () => {
    expect(priceOf(PRICES.apiRequest, 400_000_000)).toBeCloseTo(333 * 3.5 + 67 * 2.8)
    expect(priceOf(PRICES.apiRequest, 30_000_000_000)).toBeCloseTo(
      333 * 3.5 + 667 * 2.8 + 19_000 * 2.38 + 10_000 * 1.51,
    )
    expect(priceOf(PRICES.lambdaSecond, 8e9)).toBeCloseTo(7.5e9 * 0.0000133334 + 0.5e9 * 0.0000120001)
  })

  it('each name the page of AWS that says so, and the one that it was read from', () => {
    for (const { page, quotedBy } of Object.values<Price | TieredPrice>(PRICES)) {
      expect(page).toMatch(/^https:\/\/aws\.amazon\.com\/[\w-]+\/pricing\//)
      expect(quotedBy).toMatch(/^https:\/\//)
    }
  })
})

describe('what is reckoned with', () => {
  const models = { models: [{ preset: 'bedrock-deepseek-v3' }] }
  const prod = { stage: 'prod', alarmEmail: 'ops@example.com', monthlyBudgetUsd: 100 }
  const synth = synthStacks({ ...prod, modelsFile: 'models.json' }, models)
  const resources = { api: synth.resources('api'), observability: synth.resources('observability') }
  const all = (stack: 'api' | 'observability', type: string) =>
    Object.values(resources[stack]).filter(({ Type }) => Type === type)

  it('stands in the template of prod', () => {
    const metricsOf = ({ Properties }: { Properties: Record<string, unknown> }) => {
      const metrics = (Properties['Metrics'] ?? [{ MetricStat: {} }]) as {
        MetricStat?: object
        Expression?: string
      }[]
      // A band is charged as two metrics beside the one that it is drawn around.
      const bands = metrics.filter(({ Expression }) => Expression?.startsWith('ANOMALY_DETECTION_BAND'))
      return metrics.filter(({ MetricStat }) => MetricStat).length + 2 * bands.length
    }
    const alarms = (['api', 'observability'] as const).flatMap((stack) =>
      all(stack, 'AWS::CloudWatch::Alarm'),
    )
    const [acl] = all('api', 'AWS::WAFv2::WebACL')
    expect({
      metrics: STANDING.metrics,
      alarmMetrics: alarms.reduce((sum, alarm) => sum + metricsOf(alarm), 0),
      compositeAlarms: all('observability', 'AWS::CloudWatch::CompositeAlarm').length,
      dashboards: all('observability', 'AWS::CloudWatch::Dashboard').length,
      firewalls: all('api', 'AWS::WAFv2::WebACL').length,
      firewallRules: Array.from((acl?.Properties['Rules'] ?? []) as unknown[]).length,
    }).toEqual(STANDING)
    const stream = all('api', 'AWS::Lambda::Function').map(({ Properties }) => Properties['MemorySize'])
    expect(stream).toContain(512)
  })

  it('is what docs/deploy.md shows; `npm run cost -- --write` writes it', () => {
    const page = readFileSync('docs/deploy.md', 'utf8')
    expect(page).toBe(replaceBetween(page, 'cost', costTables()))
  })
})
