/** The parts of a model's stream that carry text, as the port names them. */
type Delta = { type: 'reasoning-delta' | 'text-delta'; text: string }

const OPEN = '<think>'
const CLOSE = '</think>'

/**
 * Tells reasoning from answer where a vendor sends both as content: `<think>…</think>` at the very start.
 * The tags may be cut anywhere; only what may yet be part of one is held back. White space around the
 * tags is dropped. A model whose template opens the tag in the prompt sends no `<think>`: such a server
 * must split the reasoning off itself.
 */
export function createThinkTagSplitter() {
  let state: 'start' | 'reasoning' | 'reasoned' | 'text' = 'start'
  let held = ''

  const readStart = (): Delta[] => {
    const trimmed = held.trimStart()
    if (OPEN.startsWith(trimmed) && trimmed !== OPEN) return []
    if (!trimmed.startsWith(OPEN)) return readText()
    state = 'reasoning'
    held = trimmed.slice(OPEN.length)
    return readReasoning()
  }

  const readReasoning = (): Delta[] => {
    const end = held.indexOf(CLOSE)
    if (end === -1) {
      const safe = held.length - lengthOfTagStart(held)
      const text = held.slice(0, safe)
      held = held.slice(safe)
      return delta('reasoning-delta', text)
    }
    const text = held.slice(0, end)
    held = held.slice(end + CLOSE.length)
    state = 'reasoned'
    return [...delta('reasoning-delta', text), ...readReasoned()]
  }

  const readReasoned = (): Delta[] => {
    held = held.trimStart()
    return held === '' ? [] : readText()
  }

  const readText = (): Delta[] => {
    state = 'text'
    const text = held
    held = ''
    return delta('text-delta', text)
  }

  const read = { start: readStart, reasoning: readReasoning, reasoned: readReasoned, text: readText }
  return {
    write(content: string): Delta[] {
      held += content
      return read[state]()
    },
    /** What was held back: an unfinished tag is plain text. */
    end(): Delta[] {
      return delta(state === 'reasoning' ? 'reasoning-delta' : 'text-delta', held)
    },
  }
}

const delta = (type: Delta['type'], text: string): Delta[] => (text === '' ? [] : [{ type, text }])

/** How many characters at the end of the text may be the start of the closing tag. */
function lengthOfTagStart(text: string): number {
  for (let length = Math.min(CLOSE.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(CLOSE.slice(0, length))) return length
  }
  return 0
}
