import { describe, expect, it } from 'vitest'
import { createThinkTagSplitter } from '../../../shared/lib/think-tags.ts'

function split(pieces: readonly string[], options = {}) {
  const splitter = createThinkTagSplitter(options)
  const parts = [...pieces.flatMap((piece) => splitter.write(piece)), ...splitter.end()]
  const join = (type: string) => parts.map((part) => (part.type === type ? part.text : '')).join('')
  return { reasoning: join('reasoning-delta'), text: join('text-delta') }
}

/** The text cut at every place, at every two places, and into single characters. */
function* cuts(text: string): Generator<string[]> {
  for (let first = 0; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++) {
      yield [text.slice(0, first), text.slice(first, second), text.slice(second)]
    }
  }
  yield [...text]
}

describe('think tags', () => {
  it.each([
    ['<think>Hm, a < b.</think>\n\nYes.', 'Hm, a < b.', 'Yes.'],
    ['\n<think>\nHm.</think>Yes </think>', '\nHm.', 'Yes </think>'],
    ['<think></think>Yes.', '', 'Yes.'],
    ['<think>Never ends</thin', 'Never ends</thin', ''],
    ['No <think>tag</think> at the start', '', 'No <think>tag</think> at the start'],
    ['<thinking>', '', '<thinking>'],
    ['<thi', '', '<thi'],
    ['<think>a</th</think>b', 'a</th', 'b'],
    ['<think>a</think>\n<answer>\nb < c</answer>', 'a', 'b < c'],
    ['<think>a</think><ans', 'a', '<ans'],
    ['<think>a</think><answer>b</answ', 'a', 'b</answ'],
    ['<think>a</think><answers>', 'a', '<answers>'],
  ])('are found wherever %j is cut', (content, reasoning, text) => {
    for (const pieces of cuts(content))
      expect({ pieces, ...split(pieces) }).toEqual({ pieces, reasoning, text })
  })

  it('do not hold back what cannot be a tag', () => {
    const splitter = createThinkTagSplitter()
    expect(splitter.write('<think>Hm, a')).toEqual([{ type: 'reasoning-delta', text: 'Hm, a' }])
    expect(splitter.write(' < b</')).toEqual([{ type: 'reasoning-delta', text: ' < b' }])
    expect(splitter.write('think> Y')).toEqual([{ type: 'text-delta', text: 'Y' }])
    expect(splitter.write('es <')).toEqual([{ type: 'text-delta', text: 'es <' }])
  })

  it.each([
    ['Hm, a < b.\n</think>\n\nYes.', 'Hm, a < b.\n', 'Yes.'],
    ['</think>Yes.', '', 'Yes.'],
    ['<think>Hm.</think>Yes.', 'Hm.', 'Yes.'],
  ])('may begin in the prompt: %j', (content, reasoning, text) => {
    for (const pieces of cuts(content))
      expect({ pieces, ...split(pieces, { startsOpen: true }) }).toEqual({ pieces, reasoning, text })
  })

  it('that never come: the text was the answer, unless it was cut', () => {
    const read = (isWhole: boolean) => {
      const splitter = createThinkTagSplitter({ startsOpen: true })
      splitter.write('Yes, it </thi')
      return splitter.end({ isWhole })
    }
    expect(read(true)).toEqual([{ type: 'text-delta', text: 'Yes, it </thi' }])
    expect(read(false)).toEqual([{ type: 'reasoning-delta', text: '</thi' }])
  })

  it.each([
    ['Hm.\n</think>\n\nYes.', true],
    ['Hm. The tag `</think>` ends it.', false],
    ['A <think> and a </think>.', false],
    ['<think>Hm.</think>So </think>.', false],
  ])('are noticed when they end what had no beginning: %j', (content, hasStrayEnd) => {
    for (const pieces of cuts(content)) {
      const splitter = createThinkTagSplitter()
      for (const piece of pieces) splitter.write(piece)
      expect({ pieces, hasStrayEnd: splitter.hasStrayEnd }).toEqual({ pieces, hasStrayEnd })
    }
  })
})
