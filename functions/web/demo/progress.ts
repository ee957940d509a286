import type { StreamedEvent } from '../../../shared/api/answer-events.ts'
import { element } from '../lib/element.ts'
import { bindWords, number, spanOfTime, words } from '../lib/language.ts'

type Said = () => string

/** What goes on, more of it, and, where it is known, which share of it is done (0 to 1). */
export type Tell = (phase: Said, more?: Said, share?: number) => void

/** What is going on, in one line that a screen reader is told of, and the reasoning folded away below it. */
export function createProgress() {
  let said: Said = () => words().phases.waiting
  const line = element('p', { class: 'phase', attributes: { role: 'status', 'data-state': 'busy' } })
  const detail = element('p', { class: 'phase-detail' })
  const bar = element('progress', { attributes: { max: '1', hidden: true } })
  const thought = element('pre', { attributes: { tabindex: '0' } })
  const reasoning = element(
    'details',
    { class: 'reasoning', attributes: { hidden: true } },
    element('summary', { text: () => words().reasoning }),
    thought,
  )
  let detailed: Said = () => ''
  const read = new Set<number>()
  let expected = 0
  bindWords(() => {
    line.textContent = said()
    detail.textContent = detailed()
  })

  function tell(phase: Said, more: Said = () => '', share: number | null = null): void {
    bar.hidden = share === null
    bar.value = share ?? 0
    bar.setAttribute('aria-label', phase())
    said = phase
    detailed = more
    // Unchanged words would be read out once more.
    if (line.textContent !== said()) line.textContent = said()
    detail.textContent = detailed()
  }
  const tellReading = (title: string) => {
    const more = () =>
      [words().pagesRead(number(read.size), number(expected)), title]
        .filter((part) => part !== '')
        .join(' · ')
    tell(() => words().phases.reading, more)
  }

  /** What an event shows to be going on. */
  const on: { [Type in StreamedEvent['type']]?: (event: Extract<StreamedEvent, { type: Type }>) => void } = {
    queue: ({ position, eta_ms }) =>
      tell(() => words().phases.queue(number(position), spanOfTime(eta_ms / 1_000))),
    'search-start': ({ queries }) =>
      tell(
        () => words().phases.searching,
        () => words().searchedFor(queries.join(' · ')),
      ),
    source({ title }) {
      expected++
      tellReading(title)
    },
    'page-read'({ n }) {
      read.add(n)
      tellReading('')
    },
    'reasoning-delta'({ text }) {
      reasoning.hidden = false
      thought.append(text)
      tell(() => words().phases.thinking)
    },
    'synopsis-delta': () => tell(() => words().phases.writing),
    citation: () => tell(() => words().phases.checking),
    'answer-restart'({ id }) {
      thought.replaceChildren()
      if (id !== undefined) expected = 0
      tell(() => words().phases.restarted)
    },
  }
  const follow = (event: StreamedEvent) =>
    (on[event.type] as ((event: StreamedEvent) => void) | undefined)?.(event)

  return {
    root: element('div', { class: 'progress' }, line, bar, detail, reasoning),
    follow,
    tell,
    settle(state: 'done' | 'stopped' | 'failed', more: Said = () => ''): void {
      line.dataset['state'] = state
      tell(() => [words().phases[state], more()].filter((part) => part !== '').join(' · '))
    },
    link(state: 'lost' | 'there'): void {
      const isBack = state === 'there' && line.dataset['state'] === 'lost'
      line.dataset['state'] = state === 'lost' ? 'lost' : 'busy'
      if (state === 'lost') tell(() => words().phases.lost)
      else if (isBack) tell(() => words().phases.back)
    },
  }
}
