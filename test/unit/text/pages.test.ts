import { expect, it } from 'vitest'
import { createPageLookup, pageWithin } from '../../../shared/text/pages.ts'
import { splitPassages } from '../../../shared/text/passages.ts'

it('counts the form feeds before an offset', () => {
  const pageAt = createPageLookup('a\fbc\f\fd')
  expect([0, 1, 2, 3, 4, 5, 6].map(pageAt)).toEqual([1, 1, 2, 2, 2, 3, 4])
})

it('knows no pages where there is no form feed', () => {
  expect(createPageLookup('abc')(2)).toBe(null)
  expect(pageWithin({ text: 'abc', page: null }, 2)).toBe(null)
})

it('tells the page on which a passage begins, and the one of a place within it', () => {
  const passages = splitPassages('First page.\n\f\n# Second\n\nIt goes on\fand on.\n\f\n')
  expect(passages.map(({ text, page }) => [text, page])).toEqual([
    ['First page.', 1],
    ['# Second\n\nIt goes on\fand on.', 2],
  ])
  expect(pageWithin({ text: 'It goes on\fand on.', page: 2 }, 3)).toBe(2)
  expect(pageWithin({ text: 'It goes on\fand on.', page: 2 }, 11)).toBe(3)
})
