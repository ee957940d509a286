import { sentences } from '../text/sentences.ts'

/** A marker `[n]` in the synopsis, and the claim it stands behind. Offsets in UTF-16 code units, half-open. */
export type BoundMarker = { source: number; start: number; end: number }

/** A finished sentence of the synopsis, without its markers at the end. */
export type Claim = { start: number; end: number; markers: BoundMarker[] }

const MARKERS_AHEAD = /^(?:\s*\[\d+\])+/
/** What may yet become ` [n]`: white space, or an open bracket with digits, at the end of what came. */
const UNFINISHED_MARKER = /\s*(?:\[\d*)?$/
const MARKER = /(\s*)\[(\d+)\]/g

/**
 * Binds the markers of a streamed synopsis: those that name a source stay and are told with their claim as
 * soon as the sentence is complete; those that name none vanish. Text is held back only while it may still
 * turn out to be a marker.
 */
export function createCitationBinder(knownSources: ReadonlySet<number>) {
  let text = ''
  let held = ''
  let markers: BoundMarker[] = []
  let claimed = 0

  /** Moves `incoming` to the synopsis; returns what was added. */
  const accept = (incoming: string): string => {
    const before = text.length
    let from = 0
    for (const match of incoming.matchAll(MARKER)) {
      text += incoming.slice(from, match.index)
      from = match.index + match[0].length
      const source = Number(match[2])
      if (!knownSources.has(source)) continue
      text += match[1]
      markers.push({ source, start: text.length, end: text.length + `[${source}]`.length })
      text += `[${source}]`
    }
    text += incoming.slice(from)
    return text.slice(before)
  }

  /** Sentences that nothing can be added to any more; all that is left when the text has ended. */
  const takeClaims = (isLast: (rest: string) => boolean): Claim[] => {
    const claims: Claim[] = []
    for (;;) {
      const rest = text.slice(claimed)
      const [first, second] = sentences(rest)
      if (!first || !(second || isLast(rest))) return claims
      // Markers may follow the full stop; they belong to the sentence before it.
      const ahead = MARKERS_AHEAD.exec(rest.slice(first.end))?.[0] ?? ''
      const onlyMarkersFollow = ahead !== '' && rest.slice(first.end + ahead.length).trim() === ''
      if (onlyMarkersFollow && !isLast(rest)) return claims
      const end = claimed + first.end + ahead.length
      const own = markers.filter((marker) => marker.start < end)
      markers = markers.slice(own.length)
      const start = claimed + first.start
      claims.push({ start, end: claimEnd(text, start, claimed + first.end), markers: own })
      claimed = end
    }
  }

  return {
    /** The synopsis so far. */
    get text() {
      return text
    },
    write(delta: string): { text: string; claims: Claim[] } {
      const incoming = held + delta
      const at = incoming.search(UNFINISHED_MARKER)
      held = incoming.slice(at)
      const added = accept(incoming.slice(0, at))
      return { text: added, claims: takeClaims(() => false) }
    },
    end(): { text: string; claims: Claim[] } {
      const added = accept(held.trimEnd())
      held = ''
      return { text: added, claims: takeClaims(() => true) }
    },
  }
}

/** The end of the claim itself: markers and the full stop after them are not part of it. */
function claimEnd(text: string, start: number, end: number): number {
  const claim = text.slice(start, end)
  const trailing = /(?:\s*\[\d+\])+[.!?。！？…]*$/.exec(claim)
  return start + (trailing ? trailing.index : claim.length)
}
