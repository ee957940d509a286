import type { Citation, ThreadPlace } from '../../../shared/api/answer.ts'
import type { AnswerEnd, StreamedEvent } from '../../../shared/api/answer-events.ts'
import { element } from '../lib/element.ts'
import { bindWords, words } from '../lib/language.ts'
import { openCitationSheet } from './citation-sheet.ts'
import { createClaimMarks } from './claim-marks.ts'
import { tellCache, tellMode, tellWarning } from './outcome-words.ts'
import { createProgress } from './progress.ts'
import { createSourceCards } from './source-cards.ts'
import { createSynopsisView } from './synopsis-view.ts'

type Span = { start: number; end: number }

/** The visible parts of an answer, and what each event does to them. */
export function createAnswerParts({ onFollowUp }: { onFollowUp: (question: string) => void }) {
  const progress = createProgress()
  const sources = createSourceCards()
  const synopsis = createSynopsisView(openCitation)
  const marks = createClaimMarks()
  const understood = element('p', { class: 'understood', attributes: { hidden: true } })
  const outcome = element('p', { class: 'outcome' })
  const notes = element('ul', { class: 'notes' })
  const followUps = element('div', { class: 'follow-ups' })
  const citations = new Map<number, Citation>()
  let delta = ''
  let frame = 0

  /** Deltas come faster than the screen is drawn: they are added once a frame. */
  function flush(): void {
    cancelAnimationFrame(frame)
    frame = 0
    if (delta === '') return
    synopsis.append(delta)
    delta = ''
  }

  function show(event: StreamedEvent): void {
    progress.follow(event)
    if (event.type === 'synopsis-delta') {
      delta += event.text
      // Frames stop in a tab that nobody sees.
      frame ||= document.hidden ? 0 : requestAnimationFrame(flush)
      if (document.hidden) flush()
      return
    }
    flush()
    showPart(event)
  }

  function showPart(event: StreamedEvent): void {
    switch (event.type) {
      case 'answer-start':
        tellOutcome(() => tellCache(event.cache))
        tellUnderstood(event.thread)
        break
      case 'source':
        sources.add(event)
        break
      case 'page-read':
        sources.markRead(event.n, event.read)
        break
      case 'source-synopsis':
        sources.describe(event.n, event.text)
        break
      case 'citation':
        addCitation(event)
        break
      case 'follow-ups':
        offer(event.questions)
        break
      case 'warning':
        warn(event.code, event.claims ?? [])
        break
      case 'answer-restart':
        clear(event.id !== undefined)
        break
      case 'answer-end':
        end(event)
        break
      default:
    }
  }

  function addCitation(citation: Citation): void {
    citations.set(citation.start, citation)
    sources.markCited(citation.source)
    const marker = synopsis.markerAt(citation.start)
    if (!marker) return
    marker.dataset['verdict'] = citation.verdict
    const title = sources.get(citation.source)?.title ?? ''
    bindWords(() => {
      const said = [words().citation(String(citation.source), title), words().verdicts[citation.verdict]]
      marker.setAttribute('aria-label', said.join('. '))
    })
    const { claim_start: start, claim_end: end, verdict } = citation
    if (verdict !== 'supported') marks.mark(verdict, synopsis.rangeOf({ start, end }))
  }

  function openCitation(n: number, start: number): void {
    const citation = citations.get(start)
    if (citation) {
      marks.mark('asked', synopsis.rangeOf({ start: citation.claim_start, end: citation.claim_end }))
    }
    openCitationSheet(n, { source: sources.get(n), citation, onClose: () => marks.clear('asked') })
  }

  function warn(code: string, claims: readonly Span[]): void {
    const unsupported = claims.map(({ start, end }) => {
      marks.mark('unsupported', synopsis.rangeOf({ start, end }))
      return element('q', { text: plainClaim(synopsis.text().slice(start, end)) })
    })
    if (tellWarning(code) === '') return
    notes.append(element('li', {}, element('span', { text: () => tellWarning(code) }), ...unsupported))
  }

  function offer(questions: readonly string[]): void {
    const chips = questions.map((question) =>
      element('button', {
        class: 'chip',
        text: question,
        attributes: { type: 'button' },
        on: { click: () => onFollowUp(question) },
      }),
    )
    const title = element('h3', { text: () => words().followUps })
    followUps.replaceChildren(...(chips.length > 0 ? [title, ...chips] : []))
  }

  function tellOutcome(said: () => string): void {
    const line = element('span', { text: said })
    outcome.replaceChildren(line)
  }

  /** What became of a follow-up. */
  function tellUnderstood(thread: ThreadPlace | undefined): void {
    const { resolved_by: by = 'asked', standalone_question: question = '' } = thread ?? {}
    understood.hidden = by === 'asked'
    const said = () => (by === 'nobody' ? words().withinConversation : words().understoodAs(question))
    understood.replaceChildren(element('span', { text: said }))
  }

  /** Another log follows whole; within one log only the writing starts anew. */
  function clear(isAnotherLog: boolean): void {
    synopsis.clear()
    marks.clear()
    citations.clear()
    if (!isAnotherLog) return
    sources.clear()
    notes.replaceChildren()
    followUps.replaceChildren()
  }

  function end({ cache, mode }: AnswerEnd): void {
    synopsis.end()
    outcome.replaceChildren(
      element('span', { text: () => tellMode(mode), attributes: { 'data-rung': mode.served } }),
      element('span', { text: () => tellCache(cache), attributes: { 'data-cache': cache.state } }),
    )
  }

  const main = element(
    'div',
    { class: 'answer' },
    ...[understood, progress.root, synopsis.root, notes, outcome, followUps],
  )
  return { main, sources, synopsis, progress, show, flush }
}
/** Without the mark of a list that it may begin with. */
const plainClaim = (claim: string) =>
  claim
    .trim()
    .replace(/^(?:[-*•]|\d{1,2}[.)]) /, '')
    .replaceAll('**', '')

export type AnswerParts = ReturnType<typeof createAnswerParts>
