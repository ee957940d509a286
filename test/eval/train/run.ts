import path from 'node:path'
import { parseArgs } from 'node:util'
import { trainSemantic } from './semantic.ts'

const USAGE = `Usage: npm run train -- semantic --data DIR [--qa DIR] [--all --out FILE]
  --data  folder of the pairs; --qa  folder of the questions (DIR/../qa)
  --all   also train on the sets whose licence allows measuring only; then --out lies outside this repository`
const SHIPPED = 'shared/cache/semantic/weights.json'

const options = {
  data: { type: 'string' },
  qa: { type: 'string' },
  out: { type: 'string' },
  all: { type: 'boolean', default: false },
} as const
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const { data, all, qa = path.join(values.data ?? '', '..', 'qa'), out = SHIPPED } = values
const isInside = !path.relative(process.cwd(), path.resolve(out)).startsWith('..')
if (positionals[0] !== 'semantic' || !data || (all && isInside)) {
  console.error(USAGE)
  process.exit(2)
}
const { trained, threshold } = await trainSemantic({ data, qa, all, out })
console.log(JSON.stringify({ out, threshold, ...trained }, null, 1))
