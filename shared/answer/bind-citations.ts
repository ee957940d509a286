import { type Span, sentences } from '../text/sentences.ts'

/** A marker `[n]` in the synopsis, and the claim it stands behind. Offsets in UTF-16 code units, half-open. */
export type BoundMarker = { source: number; start: number; end: number }

/** A finished sentence of the synopsis, without its markers at the end. */
export type Claim = { start: number; end: number; markers: BoundMarker[] }

const MARKERS_BEHIND = /(?:\s?\[\d+\])+$/
const MARKERS_AHEAD = /^(?:\s*\[\d+\])+/
/** A number of four digits, a year say, is text; so is one after a backtick that is still open. */
const MARKER = /( ?)\[([1-9]\d{0,2})\]/g
const OPEN_MARKER = /\[\d{0,3}$/
/** The sentence splitter looks this far ahead; a claim is taken only when it cannot change any more. */
const LOOK_AHEAD = 24
/** Runs of white space say nothing; a model that has lost its way writes them without end. */
const LONG_SPACE = /\s{3,}/g

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
  let backticks = 0

  /** Moves `incoming` to the synopsis; returns what was added. */
  const accept = (incoming: string): string => {
    const before = text.length
    let from = 0
    const take = (to: number) => {
      const plain = incoming.slice(from, to)
      backticks += plain.split('`').length - 1
      text += plain
      from = to
    }
    for (const match of incoming.matchAll(MARKER)) {
      take(match.index)
      // Within code, `args[1]` is what it is.
      if (backticks % 2 === 1) continue
      from = match.index + match[0].length
      const source = Number(match[2])
      if (!knownSources.has(source) || isRepeated(source, text)) continue
      text += match[1]
      markers.push({ source, start: text.length, end: text.length + `[${source}]`.length })
      text += `[${source}]`
    }
    take(incoming.length)
    return text.slice(before)
  }

  /** Sentences that nothing can be added to any more; all that is left when the text has ended. */
  const takeClaims = (hasEnded: boolean): Claim[] => {
    const rest = text.slice(claimed)
    const offset = claimed
    const claims: Claim[] = []
    for (const sentence of sentences(rest).flatMap((span) => splitAtMarkers(rest, span))) {
      const start = offset + sentence.start
      if (offset + sentence.end <= claimed) continue
      // Markers may follow the full stop; they belong to the sentence before it.
      const ahead =
        MARKERS_AHEAD.exec(rest.slice(sentence.end, sentence.end + LONGEST_AHEAD))?.[0].length ?? 0
      const end = offset + sentence.end + ahead
      if (!hasEnded && text.length - end < LOOK_AHEAD) break
      const own = markers.filter((marker) => marker.start < end)
      markers = markers.slice(own.length)
      const from = start >= claimed ? start : skipSpace(text, claimed)
      claims.push({ start: from, end: claimEnd(text, from, offset + sentence.end), markers: own })
      claimed = end
    }
    return claims
  }

  /** White space at the end may be followed by a marker that vanishes with it. */
  const hold = (incoming: string) => {
    const open = OPEN_MARKER.exec(incoming.slice(-LONGEST_MARKER))?.[0].length ?? 0
    const plain = incoming.slice(0, incoming.length - open).trimEnd()
    held = incoming.slice(plain.length)
    return plain
  }

  return {
    /** The synopsis so far. */
    get text() {
      return text
    },
    write(delta: string): { text: string; claims: Claim[] } {
      const incoming = (held + delta).replace(LONG_SPACE, (space) => (space.includes('\n') ? '\n\n' : ' '))
      const added = accept(hold(incoming))
      return { text: added, claims: added === '' ? [] : takeClaims(false) }
    },
    end(): { text: string; claims: Claim[] } {
      const added = accept(held.trimEnd())
      held = ''
      return { text: added, claims: takeClaims(true) }
    },
  }
}

/** "[1][2][1]": the last says nothing new. */
function isRepeated(source: number, text: string): boolean {
  const run = MARKERS_BEHIND.exec(text.slice(-LONGEST_RUN))?.[0] ?? ''
  return run.includes(`[${source}]`)
}

/** A full stop behind a marker ends a claim, even if the next one begins in lower case. */
function splitAtMarkers(text: string, { start, end }: Span): Span[] {
  const spans: Span[] = []
  let from = start
  for (const match of text.slice(start, end).matchAll(/\[\d+\][.!?…]+(\s+)(?=\S)/g)) {
    const next = start + match.index + match[0].length
    spans.push({ start: from, end: next - (match[1]?.length ?? 0) })
    from = next
  }
  return [...spans, { start: from, end }]
}

function skipSpace(text: string, from: number): number {
  let at = from
  while (/\s/.test(text.charAt(at))) at += 1
  return at
}

/** `[123`, without its end. */
const LONGEST_MARKER = 4
/** As many markers as stand behind one another, each source once. */
const LONGEST_RUN = 120
/** As many markers as a sentence may have behind its full stop. */
const LONGEST_AHEAD = 100

/** The end of the claim itself: markers and the full stop after them are not part of it. */
function claimEnd(text: string, start: number, end: number): number {
  const tail = text.slice(Math.max(start, end - LONGEST_AHEAD), end)
  const trailing = /(?:\s*\[\d+\])+[.!?。！？…]*$/.exec(tail)
  return trailing ? end - tail.length + trailing.index : end
}
