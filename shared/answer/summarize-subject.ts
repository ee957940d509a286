import type { FillContext } from '../cache/cache-deps.ts'
import { sourceNamesOf } from '../cache/source-names.ts'
import { IngotError } from '../errors.ts'
import { type Deadline, deadlineIn, withSignal } from '../lib/deadline.ts'
import { createStopwatch } from '../lib/stopwatch.ts'
import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { cut } from '../text/cut.ts'
import { detectLanguage } from '../text/language.ts'
import { splitPassages } from '../text/passages.ts'
import { hasPlantedInstruction } from '../text/planted-instructions.ts'
import { contentsOf, type SubjectPassage } from './contents.ts'
import type { EngineDeps } from './engine-deps.ts'
import type { AnswerEvent } from './events.ts'
import { factsOfPage, type ToldFacts } from './facts-of-page.ts'
import { modeOf, usageOf, warnOfLanguage } from './outcome.ts'
import type { SummaryOrder } from './request.ts'
import { summarizeInSections } from './summarize-sections.ts'
import { writeSynopsis } from './write-synopsis.ts'

const TITLE_LENGTH = 80
const SNIPPET_LENGTH = 240
/** A text of 1,000,000 characters, the longest that can be sent, has about 1,200. */
const PASSAGES_AT_MOST = 4_000

type Subject = {
  title: string
  url: string | null
  documentId: string | null
  site: string | null
  published: string | null
  /** What a page says of itself beside that. */
  facts?: ToldFacts
  passages: readonly SubjectPassage[]
}

/** One fill of a summary: a single source, read and written about; the same events as an answer. */
export async function* summarizeSubject(
  request: SummaryOrder,
  deps: EngineDeps,
  context: FillContext,
): AsyncGenerator<AnswerEvent> {
  const stopwatch = createStopwatch(deps.clock)
  const deadline = deadlineIn(deps.timeoutMs, { signal: context.signal })
  await context.claim(namesOf(request.subject))
  const subject = await readSubject(request.subject, deps, { deadline, context })
  const { title, url, documentId, site, published } = subject
  const read = subject.passages.slice(0, PASSAGES_AT_MOST)
  const start = read[0]?.text ?? ''
  const language = request.language ?? detectLanguage(start) ?? 'en'
  const snippet = cut(start.replace(/\s+/g, ' '), SNIPPET_LENGTH)
  const kind = request.subject.kind === 'url' ? 'web' : 'document'
  yield { type: 'source', n: 1, url, title, site, published, kind, document_id: documentId, snippet }
  const read_ms = stopwatch.lap()
  yield { type: 'page-read', n: 1, read: 'full', ms: read_ms, ...subject.facts }

  const links = url === null ? [] : [url]
  const { signal } = deadline
  const entries = await contentsOf(read, { extractive: deps.extractive, language, links, signal })
  if (entries.length > 0) yield { type: 'contents', entries }
  if (read.some(({ text }) => hasPlantedInstruction(text)))
    yield { type: 'warning', code: 'instructions_in_source', source: 1 }

  const { length, focus } = request
  const passages = toPassages(title, read)
  const store = { synopses: deps.synopses, scope: storeScope(request), sources: namesOf(request.subject) }
  const written = yield* writeSynopsis({
    ladder: deps.ladder({ mode: 'fast', model: request.model }),
    passages,
    links,
    language,
    deadline,
    report: deps.report,
    start: (writer, { signal }) =>
      summarizeInSections(writer, { title, passages, focus, language, length }, { store, signal }),
  })
  if (written.isSampled || subject.passages.length > PASSAGES_AT_MOST)
    yield { type: 'warning', code: 'text_sampled', source: 1 }
  yield* warnOfLanguage(request.language, written)
  yield {
    type: 'answer-end',
    status: 'completed',
    standalone_question: focus ?? title,
    language,
    mode: { requested: 'fast', ...modeOf(written) },
    filters_applied: {},
    usage: usageOf(written, { searches: 0, pages: [{ read: 'full' }], costOf: deps.costOf }),
    timing: { search_ms: 0, read_ms },
    created_at: stopwatch.startedAt,
    completed_at: new Date(deps.clock.now()).toISOString(),
  }
}

async function readSubject(
  subject: SummaryOrder['subject'],
  deps: EngineDeps,
  { deadline, context }: { deadline: Deadline; context: FillContext },
): Promise<Subject> {
  switch (subject.kind) {
    case 'text': {
      const title = cut(subject.text.trim().split('\n')[0] ?? '', TITLE_LENGTH)
      return { ...NO_ORIGIN, title, passages: splitPassages(subject.text) }
    }
    case 'url': {
      const outcome = await deps.namedPages.read(subject.url, { signal: deadline.signal })
      if (outcome.kind === 'unreadable') throw outcome.error
      const { title, url, site, published, text } = outcome.page
      return {
        title,
        url,
        documentId: null,
        site,
        published,
        facts: factsOfPage(outcome.page, { published }),
        passages: splitPassages(text),
      }
    }
    case 'document': {
      const version = await withSignal(deps.catchUp(subject.collection), deadline.signal)
      // One more tells whether that was all.
      const limit = PASSAGES_AT_MOST + 1
      const { collection, documentId } = subject
      const document = await deps.documents.get(collection, documentId)
      const passages = await deps.index.passagesOf(collection, documentId, { limit })
      if (!document) throw new IngotError('not_found', 'There is no document of this id.')
      context.note({ collections: { [collection]: version }, passages: document.contentHash })
      const { title, site, published } = document
      const url = document.url ?? document.origin
      return { title, url, documentId, site, published, passages }
    }
  }
}

function namesOf(subject: SummaryOrder['subject']) {
  const url = subject.kind === 'url' ? subject.url : null
  const { collection, documentId } =
    subject.kind === 'document' ? subject : { collection: null, documentId: null }
  return sourceNamesOf({ url, collection, document_id: documentId })
}

/** Where the synopses of its sections are kept; null: nowhere, since nobody knows whose text it is. */
function storeScope({ scope, subject }: SummaryOrder): string | null {
  if (subject.kind === 'url') return 'shared'
  return scope.startsWith('once:') ? null : scope
}

const NO_ORIGIN = { url: null, documentId: null, site: null, published: null }

const toPassages = (title: string, passages: readonly SubjectPassage[]): WriterPassage[] =>
  passages.map(({ text, start, end, page }) => ({ source: 1, title, text, start, end, page, score: 1 }))
