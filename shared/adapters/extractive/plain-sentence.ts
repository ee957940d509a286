/**
 * A sentence of a source as it can stand in a synopsis: one line, without list signs, Markdown links and
 * images, and without the source's own bracketed numbers, which would be taken for citations of ours.
 */
export function plainSentence(text: string): string {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\([^)\s]*(?:\s"[^"]*")?\)/g, '$1')
    .replace(/\s*\[\^?\d+\]/g, '')
    .replace(/^\s*(?:[-*+•]|\d+[.)])\s+/, '')
    .replace(/^\s*>\s?/gm, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** A name and a value, a tag, a call's end: signs of code and data. */
const CODE = /"[\w.-]+"\s*:|<\/?\w+[^<>]*>|\{.*\}|[;{]\s*$|=>/u

/** Headings, table rows, code and data are no sentences. */
export const isProse = (text: string): boolean =>
  text.length > 0 &&
  !/^(?:#|\||```|~~~)/.test(text) &&
  (text.match(/ \| /g)?.length ?? 0) < 2 &&
  !CODE.test(text)
