import type { Synopses } from '../cache/cached-synopses.ts'
import { estimateTokens } from '../lib/estimate-tokens.ts'
import { sha256Hex } from '../lib/hash.ts'
import type { ModelUsage } from '../ports/language-model.ts'
import type { SourceName } from '../ports/provenance.ts'
import type { SummarizeRequest, SynopsisWriter, WriterPart, WriterPassage } from '../ports/synopsis-writer.ts'
import { addUsage } from './add-usage.ts'
import { PROMPT_VERSION } from './prompt-version.ts'

/** Calls for one text, the last one aside. Of a text that would need more, an even share of each section is read. */
const SECTIONS_AT_MOST = 64

export type SectionStore = {
  synopses: Synopses
  /** Whose text it is; null: it is kept nowhere. */
  scope: string | null
  sources: readonly SourceName[]
}

/**
 * Summarizes a text of any length. What fits into one prompt of the writer is written in one call; of a longer
 * one each section is summarized by itself, one after the other (the writer holds one place at its model), and
 * the text is written from the sections' synopses. These are kept by content, so that a second summary of the
 * same text, or of one that shares sections, makes only the last call. Usage is that of all calls made.
 */
export async function* summarizeInSections(
  writer: SynopsisWriter,
  order: SummarizeRequest,
  { store, signal }: { store: SectionStore; signal: AbortSignal },
): AsyncGenerator<WriterPart> {
  const { sections, isSampled } = cutSections(
    order.passages,
    writer.passageTokens ?? Number.POSITIVE_INFINITY,
  )
  if (sections.length <= 1) {
    yield* writer.summarize(order, { signal })
    return
  }
  const spent: ModelUsage = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
  const synopses: WriterPassage[] = []
  for (const passages of sections) {
    const text = await synopsisOf(writer, { ...order, passages, length: 'medium' }, { store, spent, signal })
    const [first] = passages
    if (first && text !== '') synopses.push({ ...first, text, end: passages.at(-1)?.end ?? first.end })
  }
  for await (const part of writer.summarize({ ...order, passages: synopses }, { signal })) {
    if (part.type === 'finish') addUsage(spent, part.usage)
    yield part.type === 'finish' ? { ...part, usage: spent, isSampled } : part
  }
}

/** Empty where the section holds nothing to summarize, or nothing on the focus. */
async function synopsisOf(
  writer: SynopsisWriter,
  order: SummarizeRequest,
  { store, spent, signal }: { store: SectionStore; spent: ModelUsage; signal: AbortSignal },
): Promise<string> {
  const make = async () => {
    let text = ''
    for await (const part of writer.summarize(order, { signal })) {
      if (part.type === 'text-delta') text += part.text
      if (part.type !== 'finish') continue
      addUsage(spent, part.usage)
      if (!part.answered) return ''
    }
    return text.replace(/\s*\[\d+\]/g, '').trim()
  }
  const { scope, sources, synopses } = store
  if (scope === null) return make()
  const { passages, focus, language } = order
  const contentHash = sha256Hex(JSON.stringify([focus, ...passages.map(({ text }) => text)]))
  const about = { scope, contentHash, language, writer: writer.model ?? writer.served, sources }
  return synopses.of({ ...about, promptVersion: `section-${PROMPT_VERSION}` }, make)
}

/**
 * Runs of passages, in order, about as long as each other, each of at most `room` tokens; `isSampled`: passages had
 * to be left out.
 */
function cutSections(
  passages: readonly WriterPassage[],
  room: number,
): { sections: WriterPassage[][]; isSampled: boolean } {
  const sizes = passages.map(tokensOf)
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total <= room) return { sections: [[...passages]], isSampled: false }
  // A run may miss the room by less than a passage: aim below it.
  const largest = Math.max(...sizes)
  const aim = Math.max(room - largest, room / 2)
  const count = Math.min(SECTIONS_AT_MOST, Math.ceil(total / aim))
  const sections: WriterPassage[][] = Array.from({ length: count }, () => [])
  let before = 0
  for (const [index, passage] of passages.entries()) {
    const section = Math.min(count - 1, Math.floor((before / total) * count))
    sections[section]?.push(passage)
    before += sizes[index] ?? 0
  }
  const thinned = sections.filter((section) => section.length > 0).map((section) => thin(section, room))
  return { sections: thinned, isSampled: thinned.flat().length < passages.length }
}

/** Every n-th passage, so that what is read comes from all of the section. */
function thin(section: readonly WriterPassage[], room: number): WriterPassage[] {
  const size = section.reduce((sum, passage) => sum + tokensOf(passage), 0)
  const share = Math.min(1, room / size)
  return section.filter((_, index) => Math.ceil((index + 1) * share) > Math.ceil(index * share))
}

/** What stands around a passage in a prompt, about. */
const FRAME_TOKENS = 24
const tokensOf = ({ text, title }: WriterPassage) =>
  estimateTokens(text) + estimateTokens(title) + FRAME_TOKENS
