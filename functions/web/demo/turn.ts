import type { AnswerEnd, StreamedEvent } from '../../../shared/api/answer-events.ts'
import { streamAnswer, type ToTell } from '../lib/answer-stream.ts'
import { ApiFailure, callJson, type FailureCode } from '../lib/client.ts'
import { element } from '../lib/element.ts'
import { tellFailure } from '../lib/failure-words.ts'
import { number, words } from '../lib/language.ts'
import { createActions } from './actions.ts'
import { createAnswerParts } from './answer-parts.ts'
import type { Tell } from './progress.ts'

export type Turn = {
  root: HTMLElement
  /** Resolves when it has ended, in whatever way. */
  ended: Promise<void>
  stop(): void
}

type Options = {
  /** What stands above the answer until the server names the question. */
  title: string
  /** What is asked; a file has to be taken in first. */
  prepare: (signal: AbortSignal, tell: Tell) => Promise<ToTell>
  onFollowUp: (question: string) => void
  onAgain: () => void
  onFailure: (code: FailureCode) => void
}

/** One question and its answer, from the first event to the last. */
export function startTurn(options: Options): Turn {
  const heading = element('h2', { text: options.title, attributes: { tabindex: '-1' } })
  const parts = createAnswerParts({ onFollowUp: options.onFollowUp })
  const root = element(
    'article',
    { class: 'turn', attributes: { 'aria-busy': 'true' } },
    heading,
    element('div', { class: 'turn-body' }, parts.main, parts.sources.root),
  )
  const leaving = new AbortController()
  let id: string | null = null

  function follow(event: StreamedEvent): void {
    if ('id' in event && event.id) id = event.id
    parts.show(event)
    if (event.type === 'answer-start') heading.textContent = event.question || options.title
    if (event.type === 'answer-end') finish(event)
    if (event.type === 'answer-error') fail(new ApiFailure(event.code, event.message))
  }

  function finish(end: AnswerEnd): void {
    const total = () =>
      words().seconds(number(end.timing.total_ms / 1_000, end.timing.total_ms < 1_000 ? 3 : 1))
    parts.progress.settle(end.status === 'cancelled' ? 'stopped' : 'done', total)
    const { onAgain } = options
    parts.main.append(createActions({ end, question: heading.textContent ?? '', parts, onAgain }))
  }

  function fail(thrown: unknown): void {
    parts.progress.settle('failed')
    if (thrown instanceof ApiFailure) options.onFailure(thrown.code)
    const again = element('button', {
      text: () => words().again,
      attributes: { type: 'button' },
      on: { click: () => options.onAgain() },
    })
    const advice = element('p', { text: () => tellFailure(thrown) })
    parts.main.append(element('div', { class: 'failure', attributes: { role: 'alert' } }, advice, again))
  }

  async function run(): Promise<void> {
    const { signal } = leaving
    try {
      const asked = await options.prepare(signal, parts.progress.tell)
      for await (const event of streamAnswer(asked, { signal, onLink: parts.progress.link })) follow(event)
    } catch (thrown) {
      parts.flush()
      if (signal.aborted) parts.progress.settle('stopped')
      else fail(thrown)
    } finally {
      root.setAttribute('aria-busy', 'false')
    }
  }

  return {
    root,
    ended: run(),
    /** The server ends the answer for all who read it, unless somebody else still does: then only we leave. */
    stop() {
      if (id === null) return leaving.abort()
      const cancelled = callJson<{ status: string }>(`v1/answers/${encodeURIComponent(id)}/cancel`, {
        method: 'POST',
      })
      cancelled.then(
        ({ status }) => status === 'running' && leaving.abort(),
        () => leaving.abort(),
      )
    },
  }
}
