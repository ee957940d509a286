import { normalise } from './normalise.ts'

/** In scripts without spaces each character counts as a word. */
const WORD =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]|[\p{L}\p{M}\p{N}]+/gu
const WORDS_OF_A_SHINGLE = 4
/** Enough to know a text by; a book takes no longer than an article. */
const WORDS_AT_MOST = 4_000

/** The distinct runs of four words of a text, by which copies of it are known (Broder 1997). */
export function shingles(text: string): Set<string> {
  const words = normalise(text).match(WORD)?.slice(0, WORDS_AT_MOST) ?? []
  const found = new Set<string>()
  for (let at = 0; at + WORDS_OF_A_SHINGLE <= words.length; at += 1)
    found.add(words.slice(at, at + WORDS_OF_A_SHINGLE).join(' '))
  return found
}

/** Share of the first text that stands in the second, 0 to 1. */
export function containment(part: ReadonlySet<string>, whole: ReadonlySet<string>): number {
  if (part.size === 0) return 0
  let shared = 0
  for (const shingle of part) if (whole.has(shingle)) shared += 1
  return shared / part.size
}
