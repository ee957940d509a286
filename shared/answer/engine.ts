import type { FillContext } from '../cache/cache-deps.ts'
import { IngotError, toIngotError } from '../errors.ts'
import { deadlineIn, shareOf } from '../lib/deadline.ts'
import { createStopwatch } from '../lib/stopwatch.ts'
import { detectLanguage } from '../text/language.ts'
import { addSynopses } from './add-synopses.ts'
import { numberSources, toWireSource } from './candidate.ts'
import { claimPages, claimSources } from './claim-sources.ts'
import type { EngineDeps } from './engine-deps.ts'
import { type AnswerEvent, answerError, isDegradation } from './events.ts'
import { findContradiction } from './find-contradiction.ts'
import { followUpQuestions } from './follow-up-questions.ts'
import { leaveOutCopies } from './leave-out-copies.ts'
import { modeOf, usageOf, warnOfLanguage } from './outcome.ts'
import { planQueries } from './plan-queries.ts'
import { rankPassages } from './rank-passages.ts'
import { readPages } from './read-pages.ts'
import type { FillRequest, QuestionRequest } from './request.ts'
import { rerankPassages } from './rerank-passages.ts'
import { nothingSearched, retrieve } from './retrieve.ts'
import { summarizeSubject } from './summarize-subject.ts'
import { synopsizeSources } from './synopsize-sources.ts'
import { askForPlace, type Written, writeSynopsis } from './write-synopsis.ts'

/** Shares of the time left when the stage begins; what a stage does not use, the next ones have. */
const SEARCH_SHARE = 0.25
const READ_SHARE = 0.35
const PASSAGES_FOR_WRITER = 12
const PASSAGES_TO_RERANK = 48

/**
 * One fill: a question becomes events, from the search to the end. What a stage tells is passed on as it
 * happens; what a stage returns is what the next one needs. Nobody's connection is known here: the events
 * go to the answer's log, and everybody reads that.
 */
async function* answerQuestion(
  request: QuestionRequest,
  deps: EngineDeps,
  context: FillContext,
): AsyncGenerator<AnswerEvent> {
  const { question, length, maxSources } = request
  const { clock, pageReader } = deps
  const stopwatch = createStopwatch(clock)
  const deadline = deadlineIn(deps.timeoutMs, { signal: context.signal })
  const language = request.language ?? detectLanguage(question) ?? 'en'

  // 1. Search the web and the documents, at once.
  const queries = planQueries(question)
  yield { type: 'search-start', queries }
  const searching = shareOf(deadline, SEARCH_SHARE)
  const retrieval = yield* retrieve(request, queries, {
    deps,
    limit: maxSources,
    language,
    deadline: searching,
  })
  if (retrieval.allFailed) throw nothingSearched()
  context.note({ collections: retrieval.versions, passages: retrieval.passages })

  // 2. Choose the sources and number them, once for the whole answer. What is purged just now is left out.
  const chosen = await claimSources(retrieval.candidates.slice(0, maxSources), context)
  const sources = numberSources(chosen)
  for (const source of sources) yield { type: 'source', ...toWireSource(source) }
  const search_ms = stopwatch.lap()

  // 3. Read them. What cannot be read is a warning; the rest goes on.
  const pages = yield* readPages(sources, { pageReader, deadline: shareOf(deadline, READ_SHARE) })
  const read = yield* leaveOutCopies(await claimPages(pages, context))
  const read_ms = stopwatch.lap()

  // 4. Find the passages that speak to the question.
  const found = read.flatMap((source) => source.passages)
  const { termWeights } = retrieval
  const byWords = rankPassages(found, { question, language, termWeights }, { limit: PASSAGES_TO_RERANK })
  const reranked = await rerankPassages(question, byWords.passages, {
    ...{ rerank: deps.rerank, limit: PASSAGES_FOR_WRITER },
    signal: deadline.signal,
  })
  if (reranked.failure) {
    deps.report(reranked.failure)
    context.note({ degraded: true })
  }
  const ranked = { ...byWords, passages: reranked.passages }
  for (const source of ranked.suspects) yield { type: 'warning', code: 'instructions_in_source', source }

  const contradiction = findContradiction(ranked.passages, { question, language, termWeights })
  if (contradiction)
    yield {
      type: 'warning',
      code: 'sources_contradict',
      sources: contradiction.sides.map(({ source }) => source),
    }

  // 5. Ask for a place at the model, and say meanwhile what each source is about.
  const ladder = deps.ladder({ ...request, wantsObject: Boolean(request.jsonSchema) })
  const place = askForPlace(ladder, ranked.passages, deadline)
  let written: Written
  try {
    const synopses = yield* synopsizeSources(sources, read, { ...deps, language, signal: deadline.signal })

    // A deep answer looks at all sources, also at those whose passages were not chosen.
    const { shown, checked } = addSynopses(ranked, request.mode === 'deep' ? synopses : [], read)

    // 6. Write, with the citations of each sentence bound and checked as soon as it is finished.
    const links = sources.flatMap(({ url }) => url ?? [])
    const object = request.jsonSchema ? { schema: request.jsonSchema, links } : undefined
    const today = new Date(clock.now()).toISOString().slice(0, 10)
    written = yield* writeSynopsis({
      ladder,
      place,
      passages: checked,
      links,
      language,
      deadline,
      report: deps.report,
      start(writer, options) {
        const passages = writer.model === null ? ranked.passages : shown
        const asked = { question, language, length, today, object, contradiction }
        return writer.write({ ...ranked, ...asked, passages }, options)
      },
    })
  } finally {
    place?.leave()
  }
  if (!written.answered && written.served !== 'search_only')
    yield { type: 'warning', code: 'sources_do_not_say' }
  yield* warnOfLanguage(request.language, written)

  // 7. Say where to go from here.
  const cited = ranked.passages.filter(({ source }) => written.cited.has(source))
  yield { type: 'follow-ups', questions: followUpQuestions(question, ranked.passages, { cited, language }) }

  yield {
    type: 'answer-end',
    status: 'completed',
    standalone_question: question,
    language,
    mode: { requested: request.mode, ...modeOf(written) },
    filters_applied: retrieval.filtersApplied,
    usage: usageOf(written, {
      ...{ searches: retrieval.searches, pages: read, costOf: deps.costOf },
      usdBefore: reranked.usd,
    }),
    timing: { search_ms, read_ms },
    created_at: stopwatch.startedAt,
    completed_at: new Date(clock.now()).toISOString(),
  }
}

/** The flow of a request, ended by exactly one terminal event whatever happens. */
export async function* fillAnswer(
  request: FillRequest,
  deps: EngineDeps,
  context: FillContext,
): AsyncGenerator<AnswerEvent> {
  try {
    const events =
      request.kind === 'question'
        ? answerQuestion(request, deps, context)
        : summarizeSubject(request, deps, context)
    for await (const event of events) {
      if (isDegradation(event)) context.note({ degraded: true })
      yield event
    }
  } catch (thrown) {
    // Somebody has ended the fill: nobody reads what it tells.
    if (context.signal.aborted) return
    // A stage that the deadline cut off throws the deadline's own reason.
    const isLate = thrown instanceof DOMException && thrown.name === 'TimeoutError'
    const late = () => new IngotError('deadline_exceeded', 'The answer took too long.', { cause: thrown })
    const error = isLate ? late() : toIngotError(thrown)
    deps.report(error)
    yield answerError(error)
  }
}
