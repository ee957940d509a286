import { element } from '../lib/element.ts'
import { words } from '../lib/language.ts'

type Options = { title: string; label?: string; mark?: string; onClose?: () => void }

/** A sheet over the page, with its title and a way out; on a phone it comes from below. */
export function openSheet(
  { title, label = title, mark, onClose = () => undefined }: Options,
  ...children: readonly (Node | null)[]
): HTMLDialogElement {
  const sheet = element(
    'dialog',
    { class: 'sheet', attributes: { 'aria-label': label } },
    element(
      'header',
      {},
      mark === undefined ? null : element('span', { class: 'number', text: mark }),
      element('h2', { text: title }),
      element('button', {
        class: 'quiet',
        text: '✕',
        label: words().close,
        attributes: { type: 'button' },
        on: { click: () => sheet.close() },
      }),
    ),
    ...children,
  )
  sheet.addEventListener('close', () => {
    sheet.remove()
    onClose()
  })
  // Beside the sheet's own box lies its backdrop.
  sheet.addEventListener('click', ({ target }) => target === sheet && sheet.close())
  document.body.append(sheet)
  sheet.showModal()
  return sheet
}
