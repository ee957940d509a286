import { element } from '../lib/element.ts'
import { percent } from './charts.ts'

export type Cell = string | HTMLElement

/** A table whose first column names the rows. */
export function table(names: readonly string[], rows: readonly (readonly Cell[])[]): HTMLTableElement {
  const head = names.map((text) => element('th', { text, attributes: { scope: 'col' } }))
  const body = rows.map(([name = '', ...cells]) =>
    element('tr', {}, cellOf('th', name), ...cells.map((cell) => cellOf('td', cell))),
  )
  return element('table', {}, element('thead', {}, element('tr', {}, ...head)), element('tbody', {}, ...body))
}

function cellOf(tag: 'th' | 'td', cell: Cell): HTMLElement {
  const attributes = tag === 'th' ? { scope: 'row' } : {}
  return typeof cell === 'string'
    ? element(tag, { text: cell, attributes })
    : element(tag, { attributes }, cell)
}

/** A share of `all` in words and as a bar; a dash where there is nothing to share. */
export function shareOf(part: number, { of: all, name }: { of: number; name: string }): HTMLElement {
  const share = all === 0 ? 0 : part / all
  return element(
    'span',
    { class: 'share' },
    element('span', { text: all === 0 ? '–' : percent(share) }),
    element('meter', { attributes: { min: '0', max: '1', value: String(share), 'aria-label': name } }),
  )
}
