import type { AnswerEnd } from '../../../shared/api/answer-events.ts'
import { call } from '../lib/client.ts'
import { element } from '../lib/element.ts'
import { words } from '../lib/language.ts'
import type { AnswerParts } from './answer-parts.ts'

type Options = { end: AnswerEnd; question: string; parts: AnswerParts; onAgain: () => void }

/** What can be done with a finished answer. */
export function createActions({ end, question, parts, onAgain }: Options): HTMLElement {
  const { id, cache, status } = end
  const link = () => new URL(`#${encodeURIComponent(id)}`, location.href).href
  const copy = action(() => words().copy)
  const share = action(() => words().share)
  copy.addEventListener('click', () => {
    void navigator.clipboard.writeText(asText(question, parts)).then(() => thank(copy, words().copied))
  })
  share.addEventListener('click', () => {
    // A phone has its own sheet for this.
    if (typeof navigator.share === 'function') {
      navigator.share({ title: question, url: link() }).catch(() => undefined)
      return
    }
    void navigator.clipboard.writeText(link()).then(() => thank(share, words().linkCopied))
  })
  const tell = (label: () => string, verdict: 'good' | 'bad' | 'wrong_hit') => {
    const button = action(label)
    button.addEventListener('click', () => {
      const sent = call(`v1/answers/${encodeURIComponent(id)}/feedback`, { json: { verdict } })
      sent.then(
        () => thank(button, words().thanks),
        () => button.setAttribute('disabled', ''),
      )
    })
    return button
  }
  const isKept = cache.state === 'hit' || cache.state === 'stale'
  const again = action(() => words().again)
  again.addEventListener('click', onAgain)
  return element(
    'div',
    { class: 'actions' },
    copy,
    share,
    tell(() => words().good, 'good'),
    tell(() => words().bad, 'bad'),
    isKept ? tell(() => words().wrongHit, 'wrong_hit') : null,
    status === 'cancelled' ? again : null,
  )
}

const action = (text: () => string) =>
  element('button', { class: 'quiet', text, attributes: { type: 'button' } })

function thank(button: HTMLButtonElement, thanks: string): void {
  button.replaceChildren(element('span', { text: `✓ ${thanks}`, attributes: { role: 'status' } }))
}

/** Question, synopsis and numbered sources, for a message or a note. */
function asText(question: string, { synopsis, sources }: AnswerParts): string {
  const cited = sources.all().map(({ n, title, url }) => `[${n}] ${title}${url === null ? '' : ` ${url}`}`)
  return `${question}\n\n${synopsis.text()}\n\n${cited.join('\n')}\n`
}
