export type BenchOptions = {
  /** Folder of development data, for the benchmarks that need it. */
  data: string | undefined
  /** Look for other wordings, too. */
  semantic?: boolean
}

/** `figures`: by name, with the unit in the name. */
export type BenchReport = { table: string; figures: Record<string, number> }

export type Must = {
  what: string
  /** E.g. `2.5` or `exactly 1`. */
  must: string
  was: number
  held: boolean
}

export const atMost = (what: string, most: number, was: number): Must => ({
  ...{ what, was },
  must: `at most ${most}`,
  held: was <= most,
})
export const atLeast = (what: string, least: number, was: number): Must => ({
  ...{ what, was },
  must: `at least ${least}`,
  held: was >= least,
})
export const exactly = (what: string, expected: number, was: number): Must => ({
  ...{ what, was },
  must: `exactly ${expected}`,
  held: was === expected,
})

/** A table of the rows, then each figure that must be reached (docs/architecture.md, "Numbers"). */
export function benchReport(options: {
  columns: readonly string[]
  rows: readonly (readonly (string | number)[])[]
  musts: readonly Must[]
  figures: Record<string, number>
}): BenchReport {
  const { columns, rows, musts, figures } = options
  const lines = alignColumns([columns, ...rows.map((row) => row.map(format))])
  const told = musts.map(
    ({ what, must, was, held }) => `${what}: must ${must}, was ${format(was)}: ${held ? 'held' : 'NOT HELD'}`,
  )
  const missed = musts.filter(({ held }) => !held).length
  return { table: [...lines, '', ...told].join('\n'), figures: { ...figures, musts_missed: missed } }
}

function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  )
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
}

const format = (cell: string | number): string =>
  typeof cell === 'string' ? cell : String(Math.round(cell * 1_000) / 1_000)

/** Of numbers in any order; NaN when there are none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const above = sorted[Math.floor(middle)] ?? Number.NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? above) + above) / 2 : above
}
