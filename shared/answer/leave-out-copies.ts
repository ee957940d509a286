import { containment, shingles } from '../text/shingles.ts'
import type { FlowEvent } from './events.ts'
import type { ReadSource } from './read-pages.ts'

/** Of the smaller text, in the other. */
const COPIED = 0.9
/** About two paragraphs; less is a quotation. */
const SHINGLES_TO_TELL = 60

/**
 * Leaves out what was read twice: of two pages with one text, on two hosts or in two editions, the better ranked
 * one speaks, so that a text does not bear itself out. A page that stands whole in another says nothing of its
 * own. The source stays in the list; a warning tells that its text is another's.
 */
export function* leaveOutCopies(read: readonly ReadSource[]): Generator<FlowEvent, ReadSource[]> {
  const texts = read
    .filter((source) => source.read === 'full')
    .sort((a, b) => a.n - b.n)
    .map(({ n, passages }) => ({ n, found: shingles(passages.map(({ text }) => text).join('\n')) }))
  const copies = new Set<number>()
  for (const [at, { n, found }] of texts.entries()) {
    for (const other of texts.slice(0, at)) {
      if (copies.has(other.n)) continue
      const copy = copyOf({ n, found }, other)
      if (copy !== undefined) copies.add(copy)
      if (copy === n) break
    }
  }
  for (const source of copies) yield { type: 'warning', code: 'copy_left_out', source }
  return read.map((source) => (copies.has(source.n) ? { ...source, passages: [] } : source))
}

type Text = { n: number; found: ReadonlySet<string> }

/** The number of the one that says nothing of its own. */
function copyOf(later: Text, earlier: Text): number | undefined {
  if (Math.min(later.found.size, earlier.found.size) < SHINGLES_TO_TELL) return undefined
  if (containment(later.found, earlier.found) >= COPIED) return later.n
  return containment(earlier.found, later.found) >= COPIED ? earlier.n : undefined
}
