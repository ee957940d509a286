import { planQueries } from '../../../shared/answer/plan-queries.ts'
import { retrieve } from '../../../shared/answer/retrieve.ts'
import { deadlineIn } from '../../../shared/lib/deadline.ts'
import { detectLanguage } from '../../../shared/text/language.ts'
import { createBm25 } from '../baseline/bm25.ts'
import { type EvalSet, readSets } from '../data.ts'
import { createEvalEngine, type EvalEngine, type Pool, toRequest } from '../pool.ts'
import { measured, type SetFigures, type SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'

const DEPTH = 10

/** Is a gold document among the first k sources? Any of several gold documents counts. */
export async function retrievalSuite({ data, set, baseline }: SuiteOptions): Promise<SuiteFigures> {
  const sets = await readSets(data)
  const engine = await createEvalEngine(sets)
  const plain = new Map<string, ReturnType<typeof createBm25>>()
  const figures: SuiteFigures = {}
  for (const asked of sets.filter(({ name, questions }) => questions.length > 0 && (!set || name === set))) {
    const pool = engine.pools.get(asked.language)
    if (!pool) continue
    if (baseline && !plain.has(asked.language)) {
      plain.set(asked.language, createBm25([...pool.documents.values()], asked.language))
    }
    figures[asked.name] = await measureSet(asked, pool, engine, plain.get(asked.language))
  }
  await engine.close()
  return figures
}

async function measureSet(
  asked: EvalSet,
  pool: Pool,
  engine: EvalEngine,
  plain: ReturnType<typeof createBm25> | undefined,
): Promise<SetFigures> {
  const hashOf = new Map(asked.documents.map(({ id, contentHash }) => [id, contentHash]))
  const ranks: number[] = []
  const plainRanks: number[] = []
  let ms = 0
  const questions = asked.questions.filter(({ answerable }) => answerable)
  for (const { question, doc_ids } of questions) {
    const gold = new Set(doc_ids.map((id) => hashOf.get(id)))
    const startedAt = performance.now()
    const found = await retrieveDocuments(question, pool, engine)
    ms += performance.now() - startedAt
    ranks.push(found.findIndex((hash) => gold.has(hash)))
    if (plain) {
      const documents = [...new Set(plain(question, DEPTH * 5).map(({ document }) => document.contentHash))]
      plainRanks.push(documents.slice(0, DEPTH).findIndex((hash) => gold.has(hash)))
    }
  }
  const within = (k: number) => (rank: number) => (rank >= 0 && rank < k ? 1 : 0)
  const reciprocal = (rank: number) => (rank < 0 ? 0 : 1 / (rank + 1))
  const compare = (name: string, score: (rank: number) => number) =>
    measured(name, ranks.map(score), plain ? plainRanks.map(score) : undefined)
  return {
    n: questions.length,
    ...compare('r@1', within(1)),
    ...compare('r@5', within(5)),
    ...compare('r@10', within(10)),
    ...compare('mrr', reciprocal),
    ms_per_question: ms / Math.max(questions.length, 1),
  }
}

/** Content hashes of the first documents that the engine's own retrieval finds, best first. */
async function retrieveDocuments(question: string, pool: Pool, { deps }: EvalEngine): Promise<string[]> {
  const stage = retrieve(toRequest(question, pool), planQueries(question), {
    deps,
    limit: DEPTH,
    language: detectLanguage(question) ?? 'en',
    deadline: deadlineIn(60_000),
  })
  for (;;) {
    const next = await stage.next()
    if (next.done) return next.value.candidates.slice(0, DEPTH).map(({ document_id }) => document_id ?? '')
  }
}
