import { parseSettings } from '../../shared/config/env.ts'
import { startChild } from './support/child-process.ts'
import { atMost, type BenchReport, benchReport } from './support/report.ts'
import { answerOf } from './support/typical-answer.ts'

const ANSWERS = 10_000
const MOST_MB = 80

type Sizes = Record<'rss' | 'heapUsed' | 'external', number>
type Told = { before: Sizes; after: Sizes; kept: number }

/**
 * What the answers in a process's memory take: 10,000 of 4 KB, then twice and four times as many, which must
 * not take more than the same bound: of these, what is live, since a heap that has turned over many times keeps
 * room of its own. A process of its own each, with the default bound in bytes. `grown`: resident memory after
 * collection, less what it was before the answers.
 */
export async function benchMemory(): Promise<BenchReport> {
  const maxBytes = parseSettings({}).memoryCacheBytes
  const answerKb = answerOf(0).length / 1_000
  const rows: { count: number; kept: number; rssMb: number; heapMb: number }[] = []
  for (const count of [ANSWERS, 2 * ANSWERS, 4 * ANSWERS]) {
    const { before, after, kept } = await measure(count, maxBytes)
    const grown = (size: keyof Sizes) => (after[size] - before[size]) / 1e6
    rows.push({ count, kept, rssMb: grown('rss'), heapMb: grown('heapUsed') + grown('external') })
  }
  const [first, , last] = rows
  return benchReport({
    columns: [`answers of ${answerKb.toFixed(1)} KB`, 'kept', 'grown MB', 'live on the heap MB'],
    rows: rows.map(({ count, kept, rssMb, heapMb }) => [
      String(count),
      kept,
      Math.round(rssMb),
      Math.round(heapMb),
    ]),
    musts: [
      atMost('10,000 answers, MB', MOST_MB, first?.rssMb ?? Number.NaN),
      atMost('40,000 answers, live on the heap, MB', MOST_MB, last?.heapMb ?? Number.NaN),
    ],
    figures: Object.fromEntries(
      rows.flatMap(({ count, kept, rssMb, heapMb }) => [
        [`kept_of_${count}`, kept],
        [`rss_mb_${count}`, rssMb],
        [`heap_mb_${count}`, heapMb],
      ]),
    ),
  })
}

async function measure(count: number, maxBytes: number): Promise<Told> {
  const child = await startChild('test/bench/support/memory-child.ts', {
    told: /^sizes (.*)$/,
    flags: ['--expose-gc'],
    arguments: [String(count), String(maxBytes)],
  })
  await child.kill()
  return JSON.parse(child.told) as Told
}
