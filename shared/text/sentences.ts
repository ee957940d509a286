import { blocks } from './blocks.ts'

/** UTF-16 code units, half-open. */
export type Span = { start: number; end: number }

/**
 * A terminator with what closes the sentence: quotes, brackets, Markdown signs, a source's own numbers
 * ("ended.[12]"). Full-width ones end it wherever they stand; the others (group 1) only before white space.
 */
const TERMINATOR =
  /[。！？；｡]+[」』”’）》】"'\])]*|(?<![.!?…؟۔।])([.!?…؟۔।]+)(?:["'”’»›)\]*_`]|\[\d+\])*(?=\s|$)/g
const LAST_WORD = /[\p{L}\p{N}.]+$/u
const LONGEST_LAST_WORD = 16

/** Lower case, without the last point; the sentence nearly always goes on. */
const GOES_ON = words(`
  dr mr mrs ms prof st gen col lt capt sgt rev hon gov sen rep pres messrs
  vs e.g i.e cf viz approx est dept fig figs eq no nos vol vols p pp ed eds ch sec art
  z.b d.h u.a bzw nr abs bspw ca evtl ggf inkl max min mind s.u sog str tel vgl zzgl bd hrsg v.a z.t o.ä i.d.r
  sra srta ud uds ej pág núm mme mlle p.ex av env
  г гг т.е им ул стр см рис напр акад проф`)
/** May also end a sentence: when one of the words of `STARTER` follows, it does. */
const MAY_END = words(`
  etc al jr sr inc ltd corp co u.s u.k u.n a.m p.m d.c ph.d b.c a.d jan feb mar apr jun jul aug sep sept oct nov dec
  usw s.o u.ä n.chr v.chr т.д т.п т.к млн млрд тыс руб др`)
const STARTER =
  /^(?:The|A|An|It|He|She|They|We|This|That|These|Those|In|On|At|But|However|And|If|As|For|From|His|Her|Its|Their|There|When|While|Der|Die|Das|Es|Er|Sie|В|Он|Она|Это)\s/
/** "im 19. Jahrhundert", "am 3. Oktober" */
const AFTER_ORDINAL =
  /^(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jh|Jahrh|Jahrtausend|Weltkrieg|Auflage|Platz|Tag|Lebensjahr|Klasse|Bundesliga|Mal)/

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/))
}

/**
 * The sentences of a text, trimmed, in order, not overlapping; together they hold every character that is
 * not white space. Headings, list items, table rows and lines of code are sentences of their own.
 */
export function sentences(text: string): Span[] {
  const found: Span[] = []
  for (const block of blocks(text)) {
    if (block.kind === 'prose') pushSentences(text, block, found)
    else if (block.kind === 'code') pushLines(text, block, found)
    else found.push({ start: block.start, end: block.end })
  }
  return found
}

function pushLines(text: string, { start, end }: Span, found: Span[]): void {
  for (const match of text.slice(start, end).matchAll(/\S(?:.*\S)?/g)) {
    found.push({ start: start + match.index, end: start + match.index + match[0].length })
  }
}

function pushSentences(text: string, { start, end }: Span, found: Span[]): void {
  const block = text.slice(start, end)
  const cased = createCaseCheck(block)
  let from = 0
  for (const match of block.matchAll(TERMINATOR)) {
    const after = match.index + match[0].length
    const next = skipSpace(block, after)
    if (match[1] !== undefined && !endsHere(block, { from, at: match.index, sign: match[1], next }, cased))
      continue
    found.push({ start: start + from, end: start + after })
    from = next
  }
  if (from < block.length) found.push({ start: start + from, end })
}

type Candidate = { from: number; at: number; sign: string; next: number }

function endsHere(block: string, { from, at, sign, next }: Candidate, cased: () => boolean): boolean {
  if (next >= block.length) return true
  const following = block.slice(next, next + 24)
  // "iPhone" may start a sentence; other lower case only where the writer uses no capitals.
  if (/^\p{Ll}(?!\p{Lu})/u.test(following) && cased()) return false
  if (sign !== '.') return true
  const word = LAST_WORD.exec(block.slice(Math.max(from, at - LONGEST_LAST_WORD), at))?.[0] ?? ''
  if (/^\d{1,2}$/.test(word)) return from + word.length < at && !AFTER_ORDINAL.test(following)
  if (/^(?:\p{L}\.)*(?!I$)\p{L}$/u.test(word) || MAY_END.has(word.toLowerCase()))
    return STARTER.test(following)
  return !GOES_ON.has(word.toLowerCase())
}

/** Does the block use capital letters at all? Looked up once, and only when it matters. */
function createCaseCheck(block: string): () => boolean {
  let known: boolean | undefined
  return () => {
    known ??= /\p{Lu}/u.test(block)
    return known
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (at < text.length && /\s/.test(text.charAt(at))) at += 1
  return at
}
