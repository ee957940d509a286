import { cut } from '../../text/cut.ts'

const SHORT_LINE = 100
/** No title is longer, and the patterns below take time in the square of a line of brackets. */
const LONGEST_LINE = 300

/** Links and emphasis out of a heading: a title is plain text. */
const plain = (heading: string): string =>
  heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|__|`/g, '')
    .trim()

/** The first heading: `# Title`, or a line underlined with `===`. Code in fences is passed over. */
function firstHeading(lines: readonly string[]): string | null {
  let isCode = false
  for (const [at, line] of lines.entries()) {
    if (/^\s{0,3}(?:```|~~~)/.test(line)) isCode = !isCode
    if (isCode) continue
    const heading = /^ {0,3}#{1,6}\s+(\S.*)$/.exec(line)?.[1]?.replace(/\s#+\s*$/, '')
    if (heading !== undefined) return plain(heading)
    if (/^={3,}\s*$/.test(lines[at + 1] ?? '') && line.trim() !== '') return plain(line)
  }
  return null
}

/** Title of a text: its first heading, else its first line when that is short, else the name. */
export function textTitle(text: string, name: string): string {
  const lines = text.split(/\r?\n/).map((line) => cut(line, LONGEST_LINE))
  const firstLine = lines.find((line) => line.trim() !== '')?.trim() ?? ''
  return firstHeading(lines) || (firstLine.length <= SHORT_LINE ? firstLine : '') || name
}
