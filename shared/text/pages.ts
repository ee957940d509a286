/**
 * A text of pages ends each of them with a form feed (U+000C), as RFCs and `pdftotext` do. It is white space,
 * so that a sentence may run over it.
 */
export const PAGE_END = '\f'

/** Number of the page that an offset (UTF-16) lies on, 1-based; null in a text without pages. */
export function createPageLookup(text: string): (offset: number) => number | null {
  if (!text.includes(PAGE_END)) return () => null
  let page = 1
  let next = text.indexOf(PAGE_END)
  let asked = 0
  return (offset) => {
    if (offset < asked) throw new RangeError('offsets must ascend')
    asked = offset
    while (next >= 0 && next < offset) {
      page += 1
      next = text.indexOf(PAGE_END, next + 1)
    }
    return page
  }
}

/** The page on which an offset of a passage lies that begins on `page`. */
export const pageWithin = (passage: { text: string; page: number | null }, offset: number): number | null =>
  passage.page === null ? null : passage.page + (createPageLookup(passage.text)(offset) ?? 1) - 1
