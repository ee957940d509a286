/** The parts of a model's stream that carry text, as the port names them. */
type Delta = { type: 'reasoning-delta' | 'text-delta'; text: string }

const OPEN = '<think>'
const CLOSE = '</think>'
/** HunYuan's, around what follows the thoughts. */
const ANSWER = '<answer>'
const ANSWER_END = '</answer>'
/** A closing tag that is not quoted. */
const STRAY = /(?<![`'"“])<\/think>/
const TAIL = CLOSE.length

/**
 * Tells reasoning from answer where a vendor sends both as content: `<think>…</think>` at the very start.
 * The tags may be cut anywhere; only what may yet be part of one is held back. White space around the
 * tags is dropped, and so is an `<answer>` around what follows.
 *
 * A model whose template opens the tag in the prompt (DeepSeek-R1's does) sends only `</think>`. With `startsOpen`
 * what comes first is taken for reasoning until then; a text that ends without it was the answer all the same.
 * Without it such a tag is noticed (`hasStrayEnd`), though too late for this text.
 */
export function createThinkTagSplitter({ startsOpen = false } = {}) {
  let state: 'start' | 'guessed' | 'reasoning' | 'reasoned' | 'text' | 'wrapped' = 'start'
  let held = ''
  let guessed = ''
  let tail = ''
  let hasStrayEnd = false
  let hasBegun = false
  /** Whether a closing tag would be no surprise any more. */
  let isSettled = false

  const readStart = (): Delta[] => {
    const trimmed = held.trimStart()
    if ([OPEN, CLOSE].some((tag) => tag.startsWith(trimmed) && tag !== trimmed)) return []
    if (trimmed.startsWith(CLOSE)) return pass(trimmed)
    if (trimmed.startsWith(OPEN)) held = trimmed.slice(OPEN.length)
    else if (!startsOpen) return readText()
    state = trimmed.startsWith(OPEN) ? 'reasoning' : 'guessed'
    return readReasoning()
  }

  const readReasoning = (): Delta[] => {
    const end = held.indexOf(CLOSE)
    if (end === -1) {
      const safe = held.length - lengthOfTagStart(held, CLOSE)
      const text = held.slice(0, safe)
      held = held.slice(safe)
      if (state === 'guessed') guessed += text
      return delta('reasoning-delta', text)
    }
    return [...delta('reasoning-delta', held.slice(0, end)), ...pass(held.slice(end))]
  }

  /** Goes on behind the closing tag that the text begins with. */
  const pass = (text: string): Delta[] => {
    held = text.slice(CLOSE.length)
    state = 'reasoned'
    isSettled = true
    return readReasoned()
  }

  const readReasoned = (): Delta[] => {
    held = held.trimStart()
    if (ANSWER.startsWith(held) && held !== ANSWER) return []
    if (!held.startsWith(ANSWER)) return readText()
    held = held.slice(ANSWER.length)
    state = 'wrapped'
    return readWrapped()
  }

  const readWrapped = (): Delta[] => {
    const text = (hasBegun ? held : held.trimStart()).replace(ANSWER_END, '')
    hasBegun ||= text !== ''
    const safe = text.length - lengthOfTagStart(text, ANSWER_END)
    held = text.slice(safe)
    return delta('text-delta', text.slice(0, safe))
  }

  const readText = (): Delta[] => {
    state = 'text'
    const text = held
    held = ''
    const seen = tail + text
    isSettled ||= seen.includes(OPEN)
    hasStrayEnd ||= !isSettled && STRAY.test(seen)
    tail = seen.endsWith(CLOSE) ? '' : seen.slice(-TAIL)
    return delta('text-delta', text)
  }

  const read = {
    ...{ start: readStart, guessed: readReasoning, reasoning: readReasoning },
    ...{ reasoned: readReasoned, text: readText, wrapped: readWrapped },
  }
  return {
    write(content: string): Delta[] {
      held += content
      return read[state]()
    },
    /** The vendor tells reasoning by itself: its content is the answer. */
    settle() {
      startsOpen = false
      isSettled = true
    },
    /** What was told as reasoning may yet be the answer. */
    get isGuess() {
      return state === 'guessed'
    },
    get hasStrayEnd() {
      return hasStrayEnd
    },
    /**
     * What was held back: an unfinished tag is plain text. `isWhole`: the model had its say; else what was taken for
     * reasoning stays that.
     */
    end({ isWhole = true } = {}): Delta[] {
      if (state === 'guessed' && isWhole) return delta('text-delta', guessed + held)
      const isReasoning = state === 'reasoning' || state === 'guessed'
      return delta(isReasoning ? 'reasoning-delta' : 'text-delta', held)
    },
    /** Whether the next text of this model should be read with `startsOpen`. */
    get opensUnseen() {
      if (state === 'guessed') return false
      return hasStrayEnd || startsOpen
    },
  }
}

const delta = (type: Delta['type'], text: string): Delta[] => (text === '' ? [] : [{ type, text }])

/** How many characters at the end of the text may be the start of the tag. */
function lengthOfTagStart(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length
  }
  return 0
}
