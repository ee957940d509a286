import { parseArgs } from 'node:util'
import { benchAnswer } from './answer.ts'
import { benchColdStart } from './cold-start.ts'
import { benchDecide } from './decide.ts'
import { benchFollow } from './follow.ts'
import { benchHerd } from './herd.ts'
import { benchHit } from './hit.ts'
import { benchIndex } from './index.ts'
import { benchMemory } from './memory.ts'
import { benchMiss } from './miss.ts'
import { benchOverload } from './overload.ts'
import type { BenchOptions, BenchReport } from './support/report.ts'
import { benchTrace } from './trace.ts'
import { benchUnits } from './units.ts'

/** A benchmark prints a table; its figures follow as one JSON object on the last line. */
const BENCHES: Record<string, (options: BenchOptions) => Promise<BenchReport>> = {
  index: benchIndex,
  answer: benchAnswer,
  herd: benchHerd,
  follow: benchFollow,
  hit: benchHit,
  miss: benchMiss,
  memory: benchMemory,
  units: benchUnits,
  trace: benchTrace,
  overload: benchOverload,
  decide: benchDecide,
  'cold-start': benchColdStart,
}

const options = { data: { type: 'string' }, semantic: { type: 'boolean' } } as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const [name = ''] = positionals
const bench = BENCHES[name]
if (!bench) {
  console.error(
    `"${name}" is no benchmark\nUsage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--data DIR] [--semantic]`,
  )
  process.exit(2)
}
const { table, figures } = await bench({ data: values.data, semantic: values.semantic ?? false })
console.log(table)
console.log(JSON.stringify({ bench: name, figures }))
process.exit(0)
