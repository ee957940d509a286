/** What a model is told to begin with when the sources do not say. */
export const NOT_ANSWERED = '[none]'
/** Models that write Chinese like to change the brackets. */
const SPELLINGS = [NOT_ANSWERED, '【none】']

/**
 * Takes the marker off the start of a streamed text, with the white space around it, wherever it is cut;
 * `answered` tells whether there was none.
 */
export function createNotAnsweredMarker() {
  let state: 'start' | 'marked' | 'text' = 'start'
  let held = ''
  let answered = true

  return {
    get answered() {
      return answered
    },
    write(delta: string): string {
      if (state === 'text') return delta
      held = (held + delta).trimStart()
      if (state === 'start') {
        const start = held.toLowerCase()
        if (SPELLINGS.some((marker) => marker !== start && marker.startsWith(start))) return ''
        const marker = SPELLINGS.find((spelling) => start.startsWith(spelling))
        if (marker !== undefined) {
          answered = false
          state = 'marked'
          held = held.slice(marker.length).trimStart()
        }
      }
      if (held === '') return ''
      state = 'text'
      const text = held
      held = ''
      return text
    },
    /** What was held back when the text ended: no marker after all. */
    end(): string {
      const rest = held
      held = ''
      return rest
    },
  }
}
