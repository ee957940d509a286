import { describe, expect, it } from 'vitest'
import { createThinkTagSplitter } from '../../../shared/lib/think-tags.ts'

function split(pieces: readonly string[]) {
  const splitter = createThinkTagSplitter()
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
})
