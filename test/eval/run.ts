import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { printReport, type SuiteFigures } from './report.ts'
import { citationsSuite } from './suites/citations.ts'
import { extractionSuite } from './suites/extraction.ts'
import { injectionSuite } from './suites/injection.ts'
import { refusalSuite } from './suites/refusal.ts'
import { retrievalSuite } from './suites/retrieval.ts'
import { semanticBudgetSuite } from './suites/semantic-budget.ts'
import { semanticCacheSuite } from './suites/semantic-cache.ts'
import type { SuiteOptions } from './suites/suite-options.ts'
import { summariesSuite } from './suites/summaries.ts'
import { synopsisSuite } from './suites/synopsis.ts'

const SUITES: Record<string, (options: SuiteOptions) => Promise<SuiteFigures>> = {
  retrieval: retrievalSuite,
  synopsis: synopsisSuite,
  refusal: refusalSuite,
  summaries: summariesSuite,
  extraction: extractionSuite,
  citations: citationsSuite,
  'semantic-cache': semanticCacheSuite,
  'semantic-budget': semanticBudgetSuite,
  injection: injectionSuite,
}

const USAGE = `Usage: npm run eval -- ${Object.keys(SUITES).join('|')} --data DIR [--set NAME] [--baseline] [--weights FILE]`

async function main(): Promise<number> {
  const options = {
    data: { type: 'string' },
    set: { type: 'string' },
    baseline: { type: 'boolean' },
    weights: { type: 'string' },
  } as const
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const [name = ''] = positionals
  const suite = SUITES[name]
  if (!suite || !values.data) {
    console.error(suite ? `--data is missing\n${USAGE}` : `"${name}" is no suite\n${USAGE}`)
    return 2
  }
  const startedAt = performance.now()
  const { set, weights, baseline = false } = values
  const data = folderOf(name, values.data)
  const figures = await suite({ data, set, baseline, weights })
  if (Object.keys(figures).length === 0) {
    console.error(`${values.data} has no set for "${name}"${values.set ? ` named ${values.set}` : ''}`)
    return 1
  }
  const seconds = (performance.now() - startedAt) / 1_000
  printReport(name, figures, { data: values.data, baseline: values.baseline ?? false, seconds })
  return 0
}

/** DIR may hold the sets of all suites, in a folder for questions and one for pairs. */
function folderOf(suite: string, directory: string): string {
  const folder = path.join(directory, suite.startsWith('semantic') ? 'semantic-cache' : 'qa')
  return existsSync(folder) ? folder : directory
}

main().then(
  (code) => process.exit(code),
  (thrown: unknown) => {
    console.error(thrown instanceof Error ? thrown.message : thrown)
    process.exit(1)
  },
)
