import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { formatDifferences } from '@aws-cdk/cloudformation-diff'
import { judgeChange, type Template } from './diff/judge-change.ts'
import { referenceTemplates } from './diff/reference.ts'
import { readTemplates } from './diff/template-folder.ts'

const USAGE = `Usage: npm run diff                     what holds data and who may do what, against infra/baseline
       npm run diff -- BEFORE AFTER      all of two folders that "npm run synth -- -o FOLDER" wrote
       npm run diff -- --write           take the reference as it is now for the baseline

Offline. Exit codes: 0 nothing to look at, 1 something is lost or somebody may do more, 2 wrong use.`

const BASELINE = 'infra/baseline'

/** True when nothing is refused. */
function tell(before: Map<string, Template>, after: Map<string, Template>): boolean {
  let isFine = true
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const { diff, refused } = judgeChange(before.get(name) ?? {}, after.get(name) ?? {})
    if (diff.differenceCount > 0) {
      process.stdout.write(`\n${name}\n`)
      formatDifferences(process.stdout, diff)
    }
    for (const reason of refused) process.stdout.write(`!! ${name}: ${reason}\n`)
    isFine &&= refused.length === 0
  }
  process.stdout.write(
    isFine ? 'Nothing is lost, and nobody may do more.\n' : 'Look at the lines marked !! first.\n',
  )
  return isFine
}

function write(templates: Map<string, Template>): void {
  mkdirSync(BASELINE, { recursive: true })
  for (const [name, template] of templates) {
    writeFileSync(path.join(BASELINE, `${name}.template.json`), `${JSON.stringify(template, null, 1)}\n`)
  }
}

try {
  const { values, positionals } = parseArgs({
    options: { write: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [before, after, ...others] = positionals
  if (others.length > 0 || (before === undefined) !== (after === undefined))
    throw new Error('Name two folders, or none.')
  if (before !== undefined && after !== undefined) {
    process.exitCode = tell(readTemplates(before), readTemplates(after)) ? 0 : 1
  } else {
    const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, unknown> }
    const now = referenceTemplates(context)
    if (values.write) write(now)
    else process.exitCode = tell(readTemplates(BASELINE), now) ? 0 : 1
  }
} catch (thrown) {
  process.stderr.write(`${thrown instanceof Error ? thrown.message : String(thrown)}\n\n${USAGE}\n`)
  process.exitCode = 2
}
