import { type Estimate, meanWithInterval } from './measures/statistics.ts'

/** What one set of a suite gave: plain numbers, and means with their intervals. */
export type SetFigures = Record<string, number | Estimate>
export type SuiteFigures = Record<string, SetFigures>

/**
 * The mean of a measure and, where the plain rule ran too, the rule's mean and the paired difference, each
 * with its 95 percent interval.
 */
export function measured(
  name: string,
  ours: readonly number[],
  plain: readonly number[] | undefined,
): SetFigures {
  const figures: SetFigures = { [name]: meanWithInterval(ours) }
  if (!plain) return figures
  const differences = ours.map((value, index) => value - (plain[index] ?? 0))
  return {
    ...figures,
    [`${name}_baseline`]: meanWithInterval(plain),
    [`${name}_gain`]: meanWithInterval(differences),
  }
}

/** A table, then one JSON object as the last line. */
export function printReport(suite: string, sets: SuiteFigures, extra: Record<string, unknown>): void {
  const columns = [...new Set(Object.values(sets).flatMap((figures) => Object.keys(figures)))]
  const rows = Object.entries(sets).map(([set, figures]) => [
    set,
    ...columns.map((column) => show(figures[column])),
  ])
  const table = [['set', ...columns], ...rows]
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? []
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
  console.log(JSON.stringify({ suite, sets, ...extra }, roundNumbers))
}

function show(figure: number | Estimate | undefined): string {
  if (figure === undefined) return '–'
  if (typeof figure === 'number') return String(round(figure))
  return `${figure.value.toFixed(3)} [${figure.low.toFixed(3)}, ${figure.high.toFixed(3)}]`
}

const round = (value: number) => Math.round(value * 10_000) / 10_000
const roundNumbers = (_: string, value: unknown) => (typeof value === 'number' ? round(value) : value)
