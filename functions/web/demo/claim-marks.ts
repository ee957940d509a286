type Verdict = 'partial' | 'unsupported' | 'asked'

/** Marks ranges without touching the text they stand in (CSS Custom Highlight API). */
export function createClaimMarks() {
  const mine: [Verdict, Range][] = []
  return {
    mark(verdict: Verdict, range: Range | null): void {
      if (!range) return
      mine.push([verdict, range])
      registry(verdict)?.add(range)
    },
    clear(only?: Verdict): void {
      for (const [verdict, range] of mine) {
        if (only === undefined || only === verdict) registry(verdict)?.delete(range)
      }
    },
  }
}

/** Undefined in a browser without it; the list of unsupported claims says the same. */
function registry(verdict: Verdict): Highlight | undefined {
  if (!('highlights' in CSS)) return undefined
  const highlight = CSS.highlights.get(verdict) ?? new Highlight()
  CSS.highlights.set(verdict, highlight)
  return highlight
}
