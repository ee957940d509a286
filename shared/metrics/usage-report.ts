import type { UsageReport, UsageRow } from '../api/usage.ts'
import type { LedgerRow } from '../ports/ledger.ts'

type Sums = UsageReport['totals']

/** What an account has used and was spared, from its rows in the ledger. */
export function usageReport(
  rows: readonly LedgerRow[],
  { from, to, key }: { from: string; to: string; key: string | null },
): UsageReport {
  const told = rows
    .map(({ day, model, counts }) => ({ day, model: model === 'none' ? null : model, ...sumsOf(counts) }))
    .sort((one, other) => compare(one.day, other.day) || compare(one.model ?? '', other.model ?? ''))
  return { from, to, key, rows: told, totals: sumsOf(totalOf(rows)) }
}

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)

function totalOf(rows: readonly LedgerRow[]): LedgerRow['counts'] {
  const total: LedgerRow['counts'] = {}
  for (const { counts } of rows) {
    for (const [name, by] of Object.entries(counts) as [keyof typeof counts, number][]) {
      total[name] = (total[name] ?? 0) + by
    }
  }
  return total
}

function sumsOf(counts: LedgerRow['counts']): Sums {
  const { hits = 0, stale = 0, coalesced = 0, misses = 0, bypasses = 0 } = counts
  return {
    answers: hits + stale + coalesced + misses + bypasses,
    ...{ hits, stale, coalesced, misses, bypasses },
    model_calls: counts.requests ?? 0,
    input_tokens: counts.input_tokens ?? 0,
    output_tokens: counts.output_tokens ?? 0,
    reasoning_tokens: counts.reasoning_tokens ?? 0,
    gpu_seconds: (counts.gpu_ms ?? 0) / 1_000,
    usd: (counts.micro_usd ?? 0) / 1_000_000,
    saved_tokens: counts.saved_tokens ?? 0,
    saved_gpu_seconds: (counts.saved_gpu_ms ?? 0) / 1_000,
    saved_usd: (counts.saved_micro_usd ?? 0) / 1_000_000,
  }
}

/** RFC 4180, with a line of names; the key stands in each line, so that files of several keys can be joined. */
export function usageCsv({ key, rows }: UsageReport): string {
  const names = ['day', 'key', 'model', ...SUMS]
  const lines = rows.map((row) => [row.day, key, row.model, ...SUMS.map((name) => row[name])].map(field))
  return [names, ...lines].map((line) => `${line.join(',')}\r\n`).join('')
}

const SUMS = Object.keys(sumsOf({})) as (keyof Sums & keyof UsageRow)[]

/** A spreadsheet takes what begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/

function field(value: string | number | null): string {
  if (typeof value !== 'string') return value === null ? '' : String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
