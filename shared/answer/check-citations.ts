import type { Citation } from '../api/answer.ts'
import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { type Lexeme, lexemes } from '../text/lexemes.ts'
import { normalise } from '../text/normalise.ts'
import { pageWithin } from '../text/pages.ts'
import { type Span, sentences } from '../text/sentences.ts'
import { type ClaimReading, type Conflict, findConflict, isFilledFrom } from './find-conflict.ts'

const SUPPORTED_FROM = 0.7
const PARTIAL_FROM = 0.4
/** So much more of the claim's words two neighbours have to have, as a share of them. */
const JOINED_FROM = 0.15
/** So much less of the claim, as a share of its words, is less. */
const CLEARLY = 0.1
/** Spans that share most of the claim's words, so many are looked at closely. */
const LOOKED_AT = 6

/** Says where the rest comes from, and nothing else. */
const ATTRIBUTION =
  /^\s*(?:according to (?:the |this |these )?(?:\p{L}+ )?(?:source|passage|article|text|document|report|page)s?,|(?:根据|根據|据|據)[^，。]{1,6}，)\s*/iu

/** Where a claim is backed, and how well. */
export type Support = Pick<Citation, 'quote' | 'passage' | 'page' | 'verdict' | 'score'>

const NOTHING: Support = {
  ...{ quote: '', passage: { start: 0, end: 0 }, page: null },
  ...{ verdict: 'unsupported', score: 0 },
}

/**
 * Holds a claim against the passages of the source it cites: verbatim first, else the sentence, or two
 * neighbours, that say most of it. `score`: the share of the claim's words, numbers and names that the quote has,
 * 0–1; `supported` from 0.7, `partial` from 0.4. A claim that contradicts the quote (`findConflict`) stays below
 * 0.4 and is `unsupported`, whatever it shares; one that has a phrase of its own in the place of the quote's stays
 * below 0.7. Flagged is whatever is not `supported`.
 */
export function checkCitation(
  written: string,
  passages: readonly WriterPassage[],
  language: string,
): Support {
  const claim = written.replace(ATTRIBUTION, '')
  const verbatim = findVerbatim(claim, passages, language)
  if (verbatim) return { ...verbatim, verdict: 'supported', score: 1 }
  const said = lexemes(claim, language)
  const terms = tellingKeys(said)
  if (terms.size === 0) return NOTHING
  const candidates = passages
    .flatMap((passage) => quotesOf(passage, terms, language))
    .sort((one, other) => other.share - one.share)
    .slice(0, LOOKED_AT)
  const reading = {
    claim: said,
    isKnown: (word: string) => passages.some((passage) => read(passage, language).normal.includes(word)),
    language: language.split('-', 1)[0]?.toLowerCase() ?? '',
  }
  const judged = candidates.map(({ share, text, parts, ...place }) => {
    const conflict = share >= PARTIAL_FROM ? conflictWith(reading, { text, parts }) : undefined
    const limit = conflict === 'phrase' ? SUPPORTED_FROM : PARTIAL_FROM
    const score = Math.min(share, conflict ? limit - 0.01 : 1)
    const support: Support = { ...place, verdict: verdictOf(score), score }
    return { share, isContrary: conflict !== undefined, isOne: parts === null, support }
  })
  const best = judged.reduce((sofar, { support }) => (support.score > sofar.score ? support : sofar), NOTHING)
  const closest = judged.find(({ isOne }) => isOne)
  // What one sentence says nearly word for word, and otherwise, is not backed by another that says less of it.
  return closest?.isContrary && closest.share - best.score > CLEARLY ? closest.support : best
}

function conflictWith(
  reading: ClaimReading,
  { text, parts }: Pick<Quote, 'text' | 'parts'>,
): Conflict | undefined {
  return parts?.some((part) => isFilledFrom(reading.claim, part)) ? 'name' : findConflict(reading, text)
}

/** What a text says, without the words that only hold it together; those, where there is nothing else. */
function tellingKeys(all: readonly Lexeme[]): Set<string> {
  const telling = all.filter(({ kind }) => kind !== 'function' && kind !== 'negation')
  return new Set((telling.length > 0 ? telling : all).map(({ key }) => key))
}

type Sentence = Span & { text: readonly Lexeme[]; keys: ReadonlySet<string> }
type Reading = {
  language: string
  sentences: readonly Sentence[]
  normal: string
  collapsed: ReturnType<typeof collapseSpace>
}

/** An answer has many claims on one passage: it is read once, and forgotten with the passage. */
const readings = new WeakMap<WriterPassage, Reading>()

function read(passage: WriterPassage, language: string): Reading {
  const known = readings.get(passage)
  if (known?.language === language) return known
  const all = sentences(passage.text).map(({ start, end }) => {
    const text = lexemes(passage.text.slice(start, end), language)
    return { start, end, text, keys: new Set(text.map(({ key }) => key)) }
  })
  const normal = normalise(`${passage.title}\n${passage.text}`)
  const reading = { language, sentences: all, normal, collapsed: collapseSpace(passage.text) }
  readings.set(passage, reading)
  return reading
}

type Quote = Pick<Support, 'quote' | 'passage' | 'page'> & {
  text: readonly Lexeme[]
  /** Of two neighbours, those that have much of the claim by themselves; null: it is one sentence. */
  parts: readonly (readonly Lexeme[])[] | null
  share: number
}

/**
 * The sentences of a passage, and two neighbours where together they have clearly more of the claim's words: a
 * claim may join them, but a name that is wrong in one sentence often stands in the next.
 */
function quotesOf(passage: WriterPassage, terms: ReadonlySet<string>, language: string): Quote[] {
  const toQuote = (
    { start, end }: Span,
    text: readonly Lexeme[],
    said: ReadonlySet<string>,
    parts: Quote['parts'] = null,
  ): Quote => ({
    quote: passage.text.slice(start, end),
    passage: { start: passage.start + start, end: passage.start + end },
    page: pageWithin(passage, start),
    text,
    parts,
    share: Math.round((100 * said.size) / terms.size) / 100,
  })
  const single = read(passage, language).sentences.map((sentence) => ({
    sentence,
    said: new Set([...terms].filter((term) => sentence.keys.has(term))),
  }))
  const quotes = single.flatMap(({ sentence, said }, index) => {
    const before = single[index - 1]
    const joined =
      before && addsEnough(before.said, said, terms.size)
        ? [
            toQuote(
              { start: before.sentence.start, end: sentence.end },
              joinedText(before.sentence.text, sentence.text),
              new Set([...before.said, ...said]),
              [before, { sentence, said }]
                .filter((part) => part.said.size >= terms.size * PARTIAL_FROM)
                .map((part) => part.sentence.text),
            ),
          ]
        : []
    return [toQuote(sentence, sentence.text, said), ...joined]
  })
  return quotes.filter(({ share }) => share > 0)
}

function addsEnough(one: ReadonlySet<string>, other: ReadonlySet<string>, count: number): boolean {
  const added = Math.min(
    [...one].filter((key) => !other.has(key)).length,
    [...other].filter((key) => !one.has(key)).length,
  )
  return added >= count * JOINED_FROM
}

function joinedText(one: readonly Lexeme[], other: readonly Lexeme[]): Lexeme[] {
  const clauses = (one.at(-1)?.clause ?? 0) + 1
  return [...one, ...other.map((lexeme) => ({ ...lexeme, clause: lexeme.clause + clauses }))]
}

function verdictOf(score: number): Citation['verdict'] {
  if (score >= SUPPORTED_FROM) return 'supported'
  return score >= PARTIAL_FROM ? 'partial' : 'unsupported'
}

/** The claim in a passage, word for word; white space may differ, since sources are wrapped. */
function findVerbatim(
  claim: string,
  passages: readonly WriterPassage[],
  language: string,
): Pick<Support, 'quote' | 'passage' | 'page'> | undefined {
  const wanted = claim
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.。!！?？]+$/, '')
  if (!/[\p{L}\p{N}]/u.test(wanted)) return undefined
  for (const passage of passages) {
    const { text, offsets } = read(passage, language).collapsed
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      if (isCutOut(text, at, at + wanted.length)) continue
      const from = offsets[at] ?? 0
      const to = (offsets[at + wanted.length - 1] ?? 0) + 1
      return {
        quote: passage.text.slice(from, to),
        passage: { start: passage.start + from, end: passage.start + to },
        page: pageWithin(passage, from),
      }
    }
  }
  return undefined
}

/** Each run of white space as one space; `offsets[i]` is where character i stood. */
function collapseSpace(text: string): { text: string; offsets: number[] } {
  let collapsed = ''
  const offsets: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const isSpace = /\s/.test(text.charAt(at))
    if (isSpace && collapsed.endsWith(' ')) continue
    collapsed += isSpace ? ' ' : text.charAt(at)
    offsets.push(at)
  }
  return { text: collapsed, offsets }
}

/** Two characters of one word or number; scripts without spaces have no such thing, their numbers have. */
const JOINED = /^(?:\p{N}\p{N}|(?:(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}])[\p{L}\p{N}]){2})$/u
const NUMBER_GOES_ON = /^\d(?:[.,]\d|[十百千万萬亿億%])/u

/** Does the match begin or end within a word or a number? "1" does not stand in "100", nor "$3" in "$3.5". */
function isCutOut(text: string, start: number, end: number): boolean {
  return (
    JOINED.test(text.slice(Math.max(0, start - 1), start + 1)) ||
    JOINED.test(text.slice(end - 1, end + 1)) ||
    NUMBER_GOES_ON.test(text.slice(end - 1, end + 2))
  )
}
