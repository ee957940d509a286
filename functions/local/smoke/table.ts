import type { StepResult } from './run-steps.ts'

const SIGNS = { passed: '✓', failed: '✗', skipped: '–' } as const

/** A line for each check, and one that counts them. */
export function tableOf(results: readonly StepResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length))
  const lines = results.map(
    ({ name, outcome, ms, detail }) =>
      `${SIGNS[outcome]} ${name.padEnd(width)}  ${`${ms} ms`.padStart(9)}  ${detail}`,
  )
  const count = (wanted: StepResult['outcome']) => results.filter(({ outcome }) => outcome === wanted).length
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} not tried` : ''
  return [...lines, '', `${count('passed')} passed, ${count('failed')} failed${skipped}`].join('\n')
}
