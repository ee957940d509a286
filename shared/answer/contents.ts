import type { ContentsEntry } from '../api/answer.ts'
import type { IndexedPassage } from '../ports/document-index.ts'
import type { SynopsisWriter } from '../ports/synopsis-writer.ts'
import { cut } from '../text/cut.ts'
import { hasPlantedInstruction } from '../text/planted-instructions.ts'
import { withoutForeignLinks } from './link-filter.ts'

/** A passage of the text that is summarized, with the headings above it. */
export type SubjectPassage = Pick<IndexedPassage, 'heading' | 'text' | 'start' | 'end' | 'page'>

/** Of the text, UTF-16 code units: a shorter one is seen at a glance. */
const LONG_FROM = 20_000
const ENTRIES_AT_MOST = 60
/** Fewer headings say nothing about how a long text is laid out. */
const HEADINGS_AT_LEAST = 3
const PARTS = 8
const TITLE_LENGTH = 120

type ContentsOptions = {
  /** Tells what a part without a heading is about. */
  extractive: SynopsisWriter
  language: string
  /** Addresses that may stand in a title. */
  links: readonly string[]
  signal: AbortSignal
}

/**
 * The contents of a long text, in reading order: its headings, or, where it has none, eight equal parts with a
 * sentence of each. Empty for a text of less than 20,000 characters. No model is called.
 */
export async function contentsOf(
  passages: readonly SubjectPassage[],
  options: ContentsOptions,
): Promise<ContentsEntry[]> {
  const [first] = passages
  const last = passages.at(-1)
  if (!first || !last || last.end - first.start < LONG_FROM) return []
  const headings = withoutRoot(headingsOf(passages))
  const entries = headings.length < HEADINGS_AT_LEAST ? await partsOf(passages, options) : fewer(headings)
  return entries.flatMap((entry) => {
    const title = titleOf(entry.title, options.links)
    return title === '' || hasPlantedInstruction(title) ? [] : [{ ...entry, title }]
  })
}

/** A heading's part reaches to the next one that is not below it. */
function headingsOf(passages: readonly SubjectPassage[]): ContentsEntry[] {
  const entries: ContentsEntry[] = []
  const open: ContentsEntry[] = []
  for (const { heading, start, end, page } of passages) {
    const titles = heading === '' ? [] : heading.split(' > ')
    const differs = titles.findIndex((title, depth) => open[depth]?.title !== title)
    const common = differs < 0 ? titles.length : differs
    open.length = Math.min(open.length, common)
    for (const [depth, title] of titles.entries()) {
      if (depth >= common) open.push({ title, level: depth + 1, start, end, page })
    }
    entries.push(...open.slice(common))
    for (const entry of open) entry.end = end
  }
  return entries
}

/** One heading over all the others is the text's title. */
function withoutRoot(entries: readonly ContentsEntry[]): ContentsEntry[] {
  if (entries.filter(({ level }) => level === 1).length !== 1 || entries[0]?.level !== 1) return [...entries]
  return entries.slice(1).map((entry) => ({ ...entry, level: entry.level - 1 }))
}

/** The deepest levels are left out first; what is still too much is told in runs. */
function fewer(entries: readonly ContentsEntry[]): ContentsEntry[] {
  let left = [...entries]
  for (
    let level = Math.max(...entries.map((entry) => entry.level));
    left.length > ENTRIES_AT_MOST;
    level -= 1
  ) {
    if (level === 1) return inRuns(left, Math.ceil(left.length / ENTRIES_AT_MOST))
    left = left.filter((entry) => entry.level < level)
  }
  return left
}

function inRuns(entries: readonly ContentsEntry[], length: number): ContentsEntry[] {
  return Array.from({ length: Math.ceil(entries.length / length) }, (_, run) =>
    entries.slice(run * length, (run + 1) * length),
  ).flatMap((run) => {
    const [first] = run
    const last = run.at(-1)
    if (!first || !last) return []
    return [last === first ? first : { ...first, title: `${first.title} – ${last.title}`, end: last.end }]
  })
}

async function partsOf(
  passages: readonly SubjectPassage[],
  { extractive, language, signal }: ContentsOptions,
): Promise<ContentsEntry[]> {
  const size = Math.ceil(passages.length / PARTS)
  const entries: ContentsEntry[] = []
  for (let from = 0; from < passages.length; from += size) {
    const part = passages.slice(from, from + size).map((passage) => ({
      ...{ source: 1, title: '', score: 1 },
      ...passage,
    }))
    const order = { title: '', passages: part, focus: null, language, length: 'short' as const }
    let title = ''
    for await (const told of extractive.summarize(order, { signal })) {
      if (told.type === 'text-delta') title += told.text
    }
    const [first] = part
    if (first)
      entries.push({
        title,
        level: 1,
        start: first.start,
        end: part.at(-1)?.end ?? first.end,
        page: first.page,
      })
  }
  return entries
}

function titleOf(told: string, links: readonly string[]): string {
  const title = withoutForeignLinks(told.replace(/\s*\[\d+\]/g, ''), links)
    .replace(/\s+/g, ' ')
    .trim()
  return title.length > TITLE_LENGTH ? `${cut(title, TITLE_LENGTH - 1).trimEnd()}…` : title
}
