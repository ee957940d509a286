import type { Citation } from '../api/answer.ts'
import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { lexemes } from '../text/lexemes.ts'
import { pageWithin } from '../text/pages.ts'
import { type Span, sentences } from '../text/sentences.ts'
import { questionTerms } from '../text/tokens.ts'
import { findConflict, readClaim } from './find-conflict.ts'

const SUPPORTED_FROM = 0.7
const PARTIAL_FROM = 0.4
/** So much more of the claim's words two neighbours have to have, as a share of them. */
const JOINED_FROM = 0.15
/** Spans that share most of the claim's words, so many are looked at closely. */
const LOOKED_AT = 6

/** Where a claim is backed, and how well. */
export type Support = Pick<Citation, 'quote' | 'passage' | 'page' | 'verdict' | 'score'>

const NOTHING: Support = {
  ...{ quote: '', passage: { start: 0, end: 0 }, page: null },
  ...{ verdict: 'unsupported', score: 0 },
}

/**
 * Holds a claim against the passages of the source it cites: verbatim first, else the sentence, or two
 * neighbours, that share most of its words. `score`: the share of the claim's words that the quote has, 0–1;
 * `supported` from 0.7, `partial` from 0.4. A claim that contradicts the quote in a number, a name, a denial, an
 * opposite or the order of names (`findConflict`) is `unsupported`, whatever it shares.
 */
export function checkCitation(claim: string, passages: readonly WriterPassage[], language: string): Support {
  const verbatim = findVerbatim(claim, passages)
  if (verbatim) return { ...verbatim, verdict: 'supported', score: 1 }
  const terms = questionTerms(claim, language)
  if (terms.length === 0) return NOTHING
  const candidates = passages
    .flatMap((passage) => quotesOf(passage, terms, language))
    .sort((one, other) => other.share - one.share)
    .slice(0, LOOKED_AT)
  const reading = readClaim(
    claim,
    passages.flatMap(({ title, text }) => [title, text]),
    language,
  )
  let best = NOTHING
  for (const { share, ...place } of candidates) {
    const isContrary = share >= PARTIAL_FROM && findConflict(reading, lexemes(place.quote, language))
    const score = isContrary ? PARTIAL_FROM - 0.01 : share
    if (score > best.score) best = { ...place, verdict: verdictOf(score), score }
  }
  return best
}

type Quote = Pick<Support, 'quote' | 'passage' | 'page'> & { share: number }

/**
 * The sentences of a passage, and two neighbours where together they have clearly more of the claim's words: a
 * claim may join them, but a word that is wrong in one sentence often stands in the next.
 */
function quotesOf(passage: WriterPassage, terms: readonly string[], language: string): Quote[] {
  const toQuote = ({ start, end }: Span, said: ReadonlySet<string>): Quote => ({
    quote: passage.text.slice(start, end),
    passage: { start: passage.start + start, end: passage.start + end },
    page: pageWithin(passage, start),
    share: Math.round((100 * said.size) / terms.length) / 100,
  })
  const single = sentences(passage.text).map((span) => {
    const words = new Set(questionTerms(passage.text.slice(span.start, span.end), language))
    return { span, said: new Set(terms.filter((term) => words.has(term))) }
  })
  const quotes = single.flatMap(({ span, said }, index) => {
    const before = single[index - 1]
    const both = new Set([...(before?.said ?? []), ...said])
    const isMore = both.size - Math.max(before?.said.size ?? 0, said.size) >= terms.length * JOINED_FROM
    const joined = before && isMore ? [toQuote({ start: before.span.start, end: span.end }, both)] : []
    return [toQuote(span, said), ...joined]
  })
  return quotes.filter(({ share }) => share > 0)
}

function verdictOf(score: number): Citation['verdict'] {
  if (score >= SUPPORTED_FROM) return 'supported'
  return score >= PARTIAL_FROM ? 'partial' : 'unsupported'
}

/** The claim in a passage, word for word; white space may differ, since sources are wrapped. */
function findVerbatim(
  claim: string,
  passages: readonly WriterPassage[],
): Pick<Support, 'quote' | 'passage' | 'page'> | undefined {
  const wanted = claim
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/[.。!！?？]+$/, '')
  if (!/[\p{L}\p{N}]/u.test(wanted)) return undefined
  for (const passage of passages) {
    const { text, offsets } = collapseSpace(passage.text)
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
