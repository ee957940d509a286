import type { AnswerEvent } from '../../../shared/answer/events.ts'
import { createBm25 } from '../baseline/bm25.ts'
import { overlapSentences } from '../baseline/overlap-sentences.ts'
import { type EvalSet, readSets } from '../data.ts'
import { containsAnswer } from '../measures/contains-answer.ts'
import { median } from '../measures/statistics.ts'
import { createEvalEngine, type EvalEngine, type Pool, runQuestion, toRequest } from '../pool.ts'
import { measured, type SetFigures, type SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'

const SENTENCES = 3
const PLAIN_PASSAGES = 5

/** Does a synopsis of three sentences contain a gold answer, and does each quote stand in its passage? */
export async function synopsisSuite({ data, set, baseline }: SuiteOptions): Promise<SuiteFigures> {
  const sets = await readSets(data)
  const engine = await createEvalEngine(sets)
  const plain = new Map<string, ReturnType<typeof createBm25>>()
  const figures: SuiteFigures = {}
  for (const asked of sets.filter(({ name }) => !set || name === set)) {
    const pool = engine.pools.get(asked.language)
    const questions = asked.questions.filter(
      ({ answerable, answers, answer_kind }) => answerable && answers.length > 0 && answer_kind !== 'yesno',
    )
    if (!pool || questions.length === 0) continue
    if (baseline && !plain.has(asked.language)) {
      plain.set(asked.language, createBm25([...pool.documents.values()], asked.language))
    }
    figures[asked.name] = await measureSet({ ...asked, questions }, pool, engine, plain.get(asked.language))
  }
  await engine.close()
  return figures
}

async function measureSet(
  asked: EvalSet,
  pool: Pool,
  { deps }: EvalEngine,
  plain: ReturnType<typeof createBm25> | undefined,
): Promise<SetFigures> {
  const hits: number[] = []
  const plainHits: number[] = []
  const exact: number[] = []
  const times: number[] = []
  for (const { question, answers } of asked.questions) {
    const startedAt = performance.now()
    const events = await runQuestion(deps, toRequest(question, pool))
    times.push(performance.now() - startedAt)
    const synopsis = events.map((event) => (event.type === 'synopsis-delta' ? event.text : '')).join('')
    hits.push(containsAnswer(synopsis.replace(/\s*\[\d+\]/g, ''), answers) ? 1 : 0)
    exact.push(...exactCitations(events, pool))
    if (!plain) continue
    const passages = plain(question, PLAIN_PASSAGES).map(({ text }) => text)
    const sentences = overlapSentences(question, passages, { language: asked.language, count: SENTENCES })
    plainHits.push(containsAnswer(sentences.join(' '), answers) ? 1 : 0)
  }
  return {
    n: asked.questions.length,
    ...measured('answer_in_synopsis', hits, plain ? plainHits : undefined),
    citations: exact.length,
    citation_exactness: exact.filter((one) => one === 1).length / Math.max(exact.length, 1),
    ms_per_question: median(times),
  }
}

/** 1 for each citation whose quote is the text between its offsets in the cited document, else 0. */
function exactCitations(events: readonly AnswerEvent[], { documents }: Pool): number[] {
  const texts = new Map<number, string>()
  for (const event of events) {
    if (event.type === 'source') texts.set(event.n, documents.get(event.document_id ?? '')?.text ?? '')
  }
  return events.flatMap((event) => {
    if (event.type !== 'citation') return []
    const { quote, passage, source } = event
    return [quote !== '' && texts.get(source)?.slice(passage.start, passage.end) === quote ? 1 : 0]
  })
}
