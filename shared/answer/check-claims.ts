import type { ObjectClaim, WriterPassage } from '../ports/synopsis-writer.ts'
import { lexemes } from '../text/lexemes.ts'
import type { Span } from '../text/sentences.ts'
import type { Claim } from './bind-citations.ts'
import { checkCitation } from './check-citations.ts'
import type { FlowEvent } from './events.ts'

export type CitationEvent = Extract<FlowEvent, { type: 'citation' }>

/** A claim held against its sources: what it cites, and where it stands when nothing backs it. */
export type CheckedClaim = { citations: CitationEvent[]; unsupported: Span | null }

/** Fewer words and numbers claim nothing: a heading, "In short:". */
const CLAIM_WORDS = 4
/** Announces what follows, or asks. */
const CLAIMS_NOTHING = /[:：?？]\s*$|^\s*#/

/** Holds the claims of a synopsis, and those of an object, against the passages of their sources. */
export function createClaimChecker(passages: readonly WriterPassage[], language: string) {
  const check = (text: string, source: number) =>
    checkCitation(
      text,
      passages.filter((passage) => passage.source === source),
      language,
    )
  const settle = (citations: CitationEvent[], { start, end }: Span): CheckedClaim => {
    const isBacked = citations.some(({ verdict }) => verdict !== 'unsupported')
    return { citations, unsupported: isBacked ? null : { start, end } }
  }
  const saysSomething = (text: string) =>
    !CLAIMS_NOTHING.test(text) &&
    lexemes(text, language).filter(({ kind }) => kind !== 'function').length >= CLAIM_WORDS

  return {
    inText(claim: Claim, synopsis: string): CheckedClaim {
      const text = synopsis.slice(claim.start, claim.end).replace(/\s*\[\d+\]/g, '')
      if (claim.markers.length === 0) {
        // It may be true all the same: then some source says so.
        const isBacked =
          !saysSomething(text) || checkCitation(text, passages, language).verdict !== 'unsupported'
        return { citations: [], unsupported: isBacked ? null : { start: claim.start, end: claim.end } }
      }
      const citations = claim.markers.map(
        ({ source, start, end }): CitationEvent => ({
          type: 'citation',
          ...{ source, start, end, claim_start: claim.start, claim_end: claim.end },
          ...check(text, source),
        }),
      )
      return settle(citations, claim)
    },

    /** Markers are taken out of JSON: the citation stands at the end of its claim. */
    inObject(claim: ObjectClaim): CheckedClaim {
      const { text, start, end, sources } = claim
      const citations = sources.map(
        (source): CitationEvent => ({
          type: 'citation',
          ...{ source, start: end, end, claim_start: start, claim_end: end },
          ...check(text, source),
        }),
      )
      return settle(citations, claim)
    },
  }
}
