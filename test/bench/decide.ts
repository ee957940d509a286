import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { decide } from '../../shared/cache/semantic/decide.ts'
import { createLexicalIndex, type LexicalIndex } from '../../shared/cache/semantic/lexical-index.ts'
import { parseWeights } from '../../shared/cache/semantic/model.ts'
import { readQuestion } from '../../shared/cache/semantic/question-facts.ts'
import weights from '../../shared/cache/semantic/weights.json' with { type: 'json' }
import { createTextWriter } from '../support/text-writer.ts'
import { atMost, type BenchReport, benchReport } from './support/report.ts'

const SIZES = [10_000, 100_000]
const ASKED = 3_000
/** The least of so many times is what it takes when the machine does nothing else meanwhile. */
const ROUNDS = 3
const FORMS = [
  'How do I $?',
  'What is the best way to $?',
  'Why does $ matter?',
  'When was $?',
  'Is $ safe?',
  'Where can I find $?',
]

/**
 * Reading a question, finding five neighbours and deciding on them. Times in ms: of each question the least of
 * three, so that the turns of other processes are left out. Memory in MB.
 */
export async function benchDecide(): Promise<BenchReport> {
  const model = parseWeights(weights)
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const rows: (string | number)[][] = []
  const figures: Record<string, number> = {}
  for (const size of SIZES) {
    const writer = createTextWriter()
    collect()
    const before = process.memoryUsage().heapUsed
    const index = filled(size, writer)
    collect()
    const memory = (process.memoryUsage().heapUsed - before) / 1e6
    const questions = Array.from({ length: ASKED }, (_, at) => questionOf(writer, at))
    const times = leastTimes(questions, (question) => {
      const facts = readQuestion(question)
      decide(facts, index.nearest('p', facts, { now: 0 }), { model, threshold: () => model.threshold })
    })
    times.sort((a, b) => a - b)
    const [p50, p99] = [0.5, 0.99].map((share) => times[Math.floor(share * times.length)] ?? 0)
    rows.push([`${size} entries`, p50 ?? 0, p99 ?? 0, memory])
    Object.assign(figures, { [`p50_ms_${size}`]: p50, [`p99_ms_${size}`]: p99, [`heap_mb_${size}`]: memory })
  }
  return benchReport({
    columns: ['index', 'p50 ms', 'p99 ms', 'heap MB'],
    rows,
    musts: [atMost('p99 of a decision over 10,000 entries, ms', 2, figures['p99_ms_10000'] ?? 0)],
    figures,
  })
}

function leastTimes(questions: readonly string[], run: (question: string) => void): number[] {
  const times = questions.map(() => Number.POSITIVE_INFINITY)
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [at, question] of questions.entries()) {
      const startedAt = performance.now()
      run(question)
      times[at] = Math.min(times[at] ?? 0, performance.now() - startedAt)
    }
  return times
}

function filled(size: number, writer: ReturnType<typeof createTextWriter>): LexicalIndex {
  const index = createLexicalIndex({ most: size })
  for (let at = 0; at < size; at += 1)
    index.add({
      id: `${at}`,
      partition: 'p',
      question: questionOf(writer, at),
      answer: `${at}`,
      expiresAt: 1,
    })
  return index
}

const questionOf = (writer: ReturnType<typeof createTextWriter>, at: number): string =>
  (FORMS[at % FORMS.length] ?? '$').replace(
    '$',
    writer
      .question()
      .replace(/[?.]+$/, '')
      .toLowerCase(),
  )
