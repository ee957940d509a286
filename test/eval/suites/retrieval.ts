import { planQueries } from '../../../shared/answer/plan-queries.ts'
import { retrieve } from '../../../shared/answer/retrieve.ts'
import { deadlineIn } from '../../../shared/lib/deadline.ts'
import { detectLanguage } from '../../../shared/text/language.ts'
import { createBm25 } from '../baseline/bm25.ts'
import { OWN, PLAIN } from '../baseline/plain-words.ts'
import { type EvalSet, readSets } from '../data.ts'
import { meanWithInterval, median } from '../measures/statistics.ts'
import { createEvalEngine, type EvalEngine, type Pool, toRequest } from '../pool.ts'
import { measured, type SetFigures, type SuiteFigures } from '../report.ts'
import type { SuiteOptions } from './suite-options.ts'

const DEPTH = 10

type Rule = ReturnType<typeof createBm25>
/** BM25 over plain words, and over the words that the engine itself uses. */
type Rules = { plain: Rule; own: Rule }

/** Is a gold document among the first k sources? Any of several gold documents counts. */
export async function retrievalSuite({ data, set, baseline }: SuiteOptions): Promise<SuiteFigures> {
  const sets = await readSets(data)
  const engine = await createEvalEngine(sets)
  const rules = new Map<string, Rules>()
  const figures: SuiteFigures = {}
  for (const asked of sets.filter(({ name, questions }) => questions.length > 0 && (!set || name === set))) {
    const pool = engine.pools.get(asked.language)
    if (!pool) continue
    if (baseline && !rules.has(asked.language)) {
      const build = (words: typeof PLAIN) => createBm25([...pool.documents.values()], asked.language, words)
      rules.set(asked.language, { plain: build(PLAIN), own: build(OWN) })
    }
    figures[asked.name] = await measureSet(asked, pool, engine, rules.get(asked.language))
  }
  await engine.close()
  return figures
}

async function measureSet(
  asked: EvalSet,
  pool: Pool,
  engine: EvalEngine,
  rules: Rules | undefined,
): Promise<SetFigures> {
  const hashOf = new Map(asked.documents.map(({ id, contentHash }) => [id, contentHash]))
  const ranks: number[] = []
  const ruled = { plain: [] as number[], own: [] as number[] }
  const times: number[] = []
  const questions = asked.questions.filter(({ answerable }) => answerable)
  for (const { question, doc_ids } of questions) {
    const gold = new Set(doc_ids.map((id) => hashOf.get(id)))
    const startedAt = performance.now()
    const found = await retrieveDocuments(question, pool, engine)
    times.push(performance.now() - startedAt)
    ranks.push(found.findIndex((hash) => gold.has(hash)))
    for (const name of rules ? (['plain', 'own'] as const) : []) {
      const best = rules?.[name](question, DEPTH * 5) ?? []
      const documents = [...new Set(best.map(({ document }) => document.contentHash))]
      ruled[name].push(documents.slice(0, DEPTH).findIndex((hash) => gold.has(hash)))
    }
  }
  const within = (k: number) => (rank: number) => (rank >= 0 && rank < k ? 1 : 0)
  const reciprocal = (rank: number) => (rank < 0 ? 0 : 1 / (rank + 1))
  const compare = (name: string, score: (rank: number) => number) =>
    measured(name, ranks.map(score), rules ? ruled.plain.map(score) : undefined)
  const first = within(1)
  return {
    n: questions.length,
    ...compare('r@1', first),
    ...compare('r@5', within(5)),
    ...compare('r@10', within(10)),
    ...compare('mrr', reciprocal),
    ...(rules && {
      'r@1_gain_own_words': meanWithInterval(
        ranks.map((rank, at) => first(rank) - first(ruled.own[at] ?? -1)),
      ),
    }),
    ms_per_question: median(times),
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
