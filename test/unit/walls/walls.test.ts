import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'

const run = promisify(execFile)
/** Fewer modules than this were never right: the check would pass on nothing. */
const MODULES_AT_LEAST = 60

type Report = { summary: { totalCruised: number; violations: { rule: { name: string }; from: string }[] } }

async function cruise(): Promise<Report> {
  const words = [
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'json',
    'shared',
    'functions',
    'infra',
  ]
  const { stdout } = await run('node_modules/.bin/depcruise', words, { maxBuffer: 64_000_000 }).catch(
    (failed: { stdout: string }) => failed,
  )
  return JSON.parse(stdout) as Report
}

const SEEDS = [
  {
    wall: 'leaf-imports-leaf',
    file: 'shared/lib/seeded-wrong-import.ts',
    text: "import type { Clock } from '../ports/clock.ts'\nexport type Seeded = Clock\n",
  },
  {
    wall: 'cache-does-not-know-the-flow',
    file: 'shared/cache/seeded-wrong-import.ts',
    text: "import { planQueries } from '../answer/plan-queries.ts'\nexport const seeded = planQueries\n",
  },
  {
    wall: 'only-runtime-builds-adapters',
    file: 'shared/answer/seeded-wrong-import.ts',
    text: "import { pickUnlike } from '../adapters/extractive/pick-unlike.ts'\nexport const seeded = pickUnlike\n",
  },
  {
    wall: 'http-is-handed-its-dependencies',
    file: 'functions/http/seeded-wrong-import.ts',
    text: "import { readSettings } from '../../shared/config/env.ts'\nexport const seeded = readSettings\n",
  },
  {
    wall: 'vendors-stay-in-adapters',
    file: 'shared/ingest/seeded-wrong-import.ts',
    text: "import { fetch } from 'undici'\nexport const seeded = fetch\n",
  },
  {
    wall: 'vendors-of-models-are-loaded-when-configured',
    file: 'shared/runtime/seeded-wrong-import.ts',
    text: "import { createBedrockClient } from '../adapters/bedrock/client.ts'\nexport const seeded = createBedrockClient\n",
  },
]

describe('the walls between the layers', () => {
  afterEach(() => Promise.all(SEEDS.map(({ file }) => rm(file, { force: true }))))

  it('stand, and the check has looked at the whole tree', async () => {
    const { summary } = await cruise()
    expect(summary.violations).toEqual([])
    expect(summary.totalCruised).toBeGreaterThan(MODULES_AT_LEAST)
  }, 60_000)

  it('are reported when a wrong import is seeded into each layer', async () => {
    await Promise.all(SEEDS.map(({ file, text }) => writeFile(file, text)))
    const { summary } = await cruise()
    const found = summary.violations.map(({ rule, from }) => `${rule.name} ${from}`)
    expect(found).toEqual(expect.arrayContaining(SEEDS.map(({ wall, file }) => `${wall} ${file}`)))
  }, 60_000)
})
