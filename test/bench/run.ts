import { benchAnswer } from './answer.ts'
import { benchIndex } from './index.ts'

/** A benchmark prints a table; its figures follow as one JSON object on the last line. */
const BENCHES: Record<string, () => Promise<{ table: string; figures: Record<string, number> }>> = {
  index: benchIndex,
  answer: benchAnswer,
}

const name = process.argv[2] ?? ''
const bench = BENCHES[name]
if (!bench) {
  console.error(`"${name}" is no benchmark\nUsage: npm run bench -- ${Object.keys(BENCHES).join('|')}`)
  process.exit(2)
}
const { table, figures } = await bench()
console.log(table)
console.log(JSON.stringify({ bench: name, figures }))
process.exit(0)
