const NUMBER = String.raw`\^?\d{1,3}`
const SEPARATOR = ' ?[,，、;；] ?'
/** `[1]`, `[1, 3]`, `【1】`, `[^1]`. A year such as `[2024]` is no marker. */
const MARKER = new RegExp(String.raw`[[【［] ?${NUMBER}(?:${SEPARATOR}${NUMBER})* ?[\]】］]`, 'g')
/** What may yet become a marker, at the end of what came. */
const UNFINISHED = new RegExp(
  String.raw`[[【［] ?(?:\^|${NUMBER}(?:${SEPARATOR}${NUMBER})*(?: |${SEPARATOR}\^?)?)?$`,
)
/** Longer lists of numbers are text, so that the reader never waits long. */
const HELD_AT_MOST = 32

/**
 * Writes the markers of a streamed synopsis as `[1][3]`, however the model spells them and wherever they
 * are cut. What cannot become a marker is passed on at once.
 */
export function createMarkerNormaliser() {
  let held = ''
  return {
    write(delta: string): string {
      const incoming = held + delta
      const at = incoming.search(UNFINISHED)
      const isHeld = at !== -1 && incoming.length - at <= HELD_AT_MOST
      held = isHeld ? incoming.slice(at) : ''
      return (isHeld ? incoming.slice(0, at) : incoming).replace(MARKER, spell)
    },
    /** What was held back when the text ended: no marker after all. */
    end(): string {
      const rest = held
      held = ''
      return rest
    },
  }
}

const spell = (marker: string) => (marker.match(/\d+/g) ?? []).map((digits) => `[${Number(digits)}]`).join('')
