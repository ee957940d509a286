import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Place, placeAfter, readToken } from '../../../functions/web/demo/synopsis-tokens.ts'

type Told = { kind: string; text: string }

/** The tokens of a text that comes in these parts. */
function readAll(parts: readonly string[]): Told[] {
  const told: Told[] = []
  let text = ''
  let at = 0
  let place: Place = 'line-start'
  const read = (isEnd: boolean) => {
    for (;;) {
      const token = at < text.length ? readToken({ text, at, isEnd }, place) : null
      if (!token) return
      told.push({
        kind: token.kind === 'block' ? token.block : token.kind,
        text: text.slice(at, token.end),
      })
      place = placeAfter(token, place)
      at = token.end
    }
  }
  for (const part of parts) {
    text += part
    read(false)
  }
  read(true)
  return told
}

const tokensOf = (text: string) =>
  readAll([text]).map(({ kind, text: words }) => (BLOCKS.has(kind) ? kind : `${kind}:${words}`))
const BLOCKS = new Set(['paragraph', 'heading', 'bullet', 'number', 'fence', 'blank'])

/** Neighbouring texts in one: where a text is cut is no matter. */
function joined(told: readonly Told[]): Told[] {
  const runs: Told[] = []
  for (const { kind, text } of told) {
    const last = runs.at(-1)
    if (kind === 'text' && last?.kind === 'text') last.text += text
    else runs.push({ kind, text })
  }
  return runs
}

describe('the tokens of a synopsis', () => {
  it.each([
    ['Built in 1887 [1].', ['paragraph', 'text:Built in 1887 ', 'cite:[1]', 'text:.']],
    ['It **was** so', ['paragraph', 'text:It ', 'strong:**', 'text:was', 'strong:**', 'text: so']],
    ['- one\n- two', ['bullet', 'text:one', 'newline:\n', 'bullet', 'text:two']],
    ['1. one\n\nNext', ['number', 'text:one', 'newline:\n', 'blank', 'paragraph', 'text:Next']],
    ['## Tides\nx', ['heading', 'text:Tides', 'newline:\n', 'paragraph', 'text:x']],
    ['a `[1]` b', ['paragraph', 'text:a ', 'code:`', 'text:[1]', 'code:`', 'text: b']],
    ['```js\n**a**\n```\nb', ['fence', 'text:**a**\n', 'blank', 'paragraph', 'text:b']],
    ['[open](x) [2024]', ['paragraph', 'text:[', 'text:open](x) ', 'text:[', 'text:2024]']],
    ['2 * 3 *', ['paragraph', 'text:2 ', 'text:*', 'text: 3 ', 'text:*']],
  ])('of %j', (text, expected) => {
    expect(tokensOf(text)).toEqual(expected)
  })

  it('are the same wherever the text is cut', async () => {
    const word = fc.constantFrom(
      'a',
      ' ',
      '\n',
      '*',
      '**',
      '`',
      '[',
      '[1]',
      '[12',
      ']',
      '-',
      '- ',
      '1. ',
      '#',
      '中',
    )
    await fc.assert(
      fc.property(fc.array(word, { maxLength: 30 }), (parts) => {
        expect(joined(readAll(parts))).toEqual(joined(readAll([parts.join('')])))
      }),
      { seed: 10, numRuns: 2_000 },
    )
  })
})
