import type { Citation, Source } from '../../../shared/api/answer.ts'
import { element } from '../lib/element.ts'
import { number, words } from '../lib/language.ts'
import { webAddress } from '../lib/web-address.ts'

type Behind = { source: Source | undefined; citation: Citation | undefined; onClose: () => void }

/** What stands behind one number of the synopsis: the quote, its source, and whether it backs the claim. */
export function openCitationSheet(n: number, { source, citation, onClose }: Behind): void {
  const title = source?.title ?? words().source(number(n))
  const verdict = citation?.verdict ?? 'none'
  const href = webAddress(source?.url ?? null)
  const sheet = element(
    'dialog',
    { class: 'sheet', attributes: { 'aria-label': words().citation(String(n), title) } },
    element(
      'header',
      {},
      element('span', { class: 'number', text: String(n) }),
      element('h2', { text: title }),
      element('button', {
        class: 'quiet',
        text: '✕',
        label: words().close,
        attributes: { type: 'button' },
        on: { click: () => sheet.close() },
      }),
    ),
    element('p', {
      class: 'verdict',
      text: words().verdicts[verdict],
      attributes: { 'data-verdict': verdict },
    }),
    citation ? quoteOf(citation) : null,
    href === null
      ? null
      : element('a', {
          text: `${words().openSource} ↗`,
          attributes: { href, target: '_blank', rel: 'noopener noreferrer nofollow' },
        }),
  )
  sheet.addEventListener('close', () => {
    sheet.remove()
    onClose()
  })
  // Beside the sheet's own box lies its backdrop.
  sheet.addEventListener('click', ({ target }) => target === sheet && sheet.close())
  document.body.append(sheet)
  sheet.showModal()
}

const quoteOf = ({ quote, page }: Citation) =>
  element(
    'figure',
    {},
    element('blockquote', { text: quote }),
    element('figcaption', {
      text: [words().quoteLabel, page === null ? '' : words().page(number(page))]
        .filter((part) => part !== '')
        .join(', '),
    }),
  )
