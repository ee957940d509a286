import { expect, it } from 'vitest'
import { UsageReport } from '../../../shared/api/usage.ts'
import { usageCsv, usageReport } from '../../../shared/metrics/usage-report.ts'

const RANGE = { from: '2027-01-01', to: '2027-01-31', key: null }
const row = (day: string, model: string, counts: object) => ({ account: 'all', day, model, counts })
const ROWS = [
  row('2027-01-16', 'r1', { requests: 2, micro_usd: 18_000, gpu_ms: 2_500, misses: 2 }),
  row('2027-01-15', 'small', { hits: 3, coalesced: 1, saved_micro_usd: 36_000, saved_tokens: 480 }),
  row('2027-01-15', 'none', { bypasses: 1 }),
]

it('tells what was spent and saved by day and model, and in all', () => {
  const report = UsageReport.parse(usageReport(ROWS, RANGE))
  expect(report.rows.map(({ day, model, answers }) => [day, model, answers])).toEqual([
    ['2027-01-15', null, 1],
    ['2027-01-15', 'small', 4],
    ['2027-01-16', 'r1', 2],
  ])
  expect(report.totals).toEqual({
    ...{ answers: 7, hits: 3, stale: 0, coalesced: 1, misses: 2, bypasses: 1, model_calls: 2 },
    ...{ input_tokens: 0, output_tokens: 0, reasoning_tokens: 0, gpu_seconds: 2.5, usd: 0.018 },
    ...{ saved_tokens: 480, saved_gpu_seconds: 0, saved_usd: 0.036 },
  })
})

it('is CSV that a spreadsheet takes for text', () => {
  const names = ['=HYPERLINK("x")', 'a,"b"\n']
  const [head, ...lines] = usageCsv(
    usageReport(
      names.map((name) => row('2027-01-15', name, {})),
      RANGE,
    ),
  )
    .trim()
    .split('\r\n')
  expect(head).toBe(
    'day,key,model,answers,hits,stale,coalesced,misses,bypasses,model_calls,input_tokens,output_tokens,reasoning_tokens,gpu_seconds,usd,saved_tokens,saved_gpu_seconds,saved_usd',
  )
  const zeros = Array(15).fill('0').join()
  expect(lines).toEqual([`2027-01-15,,"'=HYPERLINK(""x"")",${zeros}`, `2027-01-15,,"a,""b""\n",${zeros}`])
})
