import type { Citation, Source } from '../../../shared/api/answer.ts'
import { element } from '../lib/element.ts'
import { number, words } from '../lib/language.ts'
import { webAddress } from '../lib/web-address.ts'
import { openSheet } from './sheet.ts'

type Behind = { source: Source | undefined; citation: Citation | undefined; onClose: () => void }

/** What stands behind one number of the synopsis: the quote, its source, and whether it backs the claim. */
export function openCitationSheet(n: number, { source, citation, onClose }: Behind): void {
  const title = source?.title ?? words().source(number(n))
  const verdict = citation?.verdict ?? 'none'
  const href = webAddress(source?.url ?? null)
  openSheet(
    { title, label: words().citation(String(n), title), mark: String(n), onClose },
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
