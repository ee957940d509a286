import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { withoutInvisible } from '../text/invisible.ts'
import { sentences } from '../text/sentences.ts'

/** Shorter sentences are anybody's: "Yes, it is." */
const SHORTEST_COPY = 12
/** A line end, a full-width stop, or a stop; whether the latter ends a sentence shows in what follows. */
const END = /\n|[。！？]+[」』”’）]*|[.!?]+["'”’»)*_]*(?=\s|$)/g
/** What may be the end of a sentence, and markers on their way behind it. */
const UNDECIDED = /[.!?。！？]+["'”’»)*_」』）]*(?:\s*\[\d{1,2}\])*\s*(?:\[\d{0,2})?$|\n\s*$/
const MARKERS_AFTER = /^(?:[ \t]*\[\d{1,2}\])+/
const MARKED = /\[\d{1,2}\]/

/**
 * Puts the marker behind a sentence that a model copied out of a passage without saying so: what stands in a
 * source word for word, be it an instruction planted there, is told as that source's words. Code is covered by
 * the sentence above it. Holds back no more than a sentence's last sign.
 */
export function createCopyCiter(passages: readonly WriterPassage[]) {
  let texts: { source: number; words: string }[] | undefined
  let sentence = ''
  let held = ''
  let isInCode = false

  const sourceOf = (copied: string): number | undefined => {
    if (MARKED.test(copied)) return undefined
    const words = wordsOf(copied)
    if (words.length < SHORTEST_COPY) return undefined
    texts ??= passages.map(({ source, text }) => ({ source, words: wordsOf(text) }))
    return texts.find((passage) => passage.words.includes(words))?.source
  }

  /** The end of a sentence with the marker before it, if one is due. */
  const close = (end: string): string => {
    const source = sourceOf(sentence)
    sentence = ''
    if (source === undefined) return end
    return /^[。！？]/.test(end) ? `[${source}]${end}` : ` [${source}]${end}`
  }

  /** What is told for a possible end, given what follows it. */
  const meet = (end: string, markers: string): string => {
    if (isInCode || isFence(sentence)) {
      isInCode = isInCode !== isFence(sentence)
      sentence = ''
      return end + markers
    }
    if (!endsHere(sentence, end)) {
      sentence += end + markers
      return end + markers
    }
    // Markers may follow the stop: then it is cited already.
    if (markers === '') return close(end)
    sentence = ''
    return end + markers
  }

  const take = (text: string): string => {
    let told = ''
    let from = 0
    for (const match of text.matchAll(END)) {
      const plain = text.slice(from, match.index)
      const after = match.index + match[0].length
      const markers = MARKERS_AFTER.exec(text.slice(after))?.[0] ?? ''
      sentence += plain
      told += plain + meet(match[0], markers)
      from = after + markers.length
    }
    sentence += text.slice(from)
    return told + text.slice(from)
  }

  return {
    write(delta: string): string {
      const incoming = held + delta
      // A stop and what may follow it are judged together.
      held = UNDECIDED.exec(incoming)?.[0] ?? ''
      return take(incoming.slice(0, incoming.length - held.length))
    },
    end(): string {
      const rest = take(held)
      held = ''
      return sentence.trim() === '' ? rest : rest + close('')
    },
  }
}

/** Where a run of code begins or ends. */
const isFence = (line: string) => /^\s*(?:```|~~~)/.test(line)

/** "Reg." is no end. */
const endsHere = (sentence: string, end: string) =>
  end === '\n' || sentences(`${sentence}${end} Next`).length > 1

/** Letters and digits alone: quotes, emphasis and line ends may differ. */
const wordsOf = (text: string) =>
  withoutInvisible(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
