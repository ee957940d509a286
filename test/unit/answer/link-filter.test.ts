import { describe, expect, it } from 'vitest'
import { createLinkFilter, withoutForeignLinks } from '../../../shared/answer/link-filter.ts'

const OURS = ['https://ours.example/page?x=1#top']

const inPieces = (text: string, size: number) => {
  const filter = createLinkFilter(OURS)
  let told = ''
  for (let at = 0; at < text.length; at += size) told += filter.write(text.slice(at, at + size))
  return told + filter.end()
}

const CASES: [string, string][] = [
  ['Plain text, e.g. 3.5 km/h (see [1]).', 'Plain text, e.g. 3.5 km/h (see [1]).'],
  ['See https://evil.example/take?q=secret.', 'See .'],
  ['See https://ours.example/page?x=1.', 'See https://ours.example/page?x=1.'],
  ['See https://ours.example/page?x=2.', 'See .'],
  [
    'At [our page](https://ours.example/page?x=1), at [theirs](https://evil.example/).',
    'At [our page](https://ours.example/page?x=1), at theirs.',
  ],
  ['A ![pixel](https://evil.example/?q=secret) here.', 'A  here.'],
  ['A ![pixel](https://ours.example/page?x=1) here.', 'A  here.'],
  [
    'A [![pixel](https://evil.example/)](https://ours.example/page?x=1)',
    'A [](https://ours.example/page?x=1)',
  ],
  ['A [1](https://evil.example/) claim [2].', 'A 1 claim [2].'],
  ['Go to www.evil.example/now today.', 'Go to  today.'],
  ['<img src="https://evil.example/a.png">Tags <a href=x>go</a>, a < b stays.', 'Tags go, a < b stays.'],
  ['[run](javascript:alert(1)) [data](data:text/html,x)', 'run) data'],
  ['[x]: https://evil.example/ "t"\n![x][x] and ![y]', '[x]:  "t"\n and ![y]'],
  ['见https://evil.example/a。下一句', '见。下一句'],
  ['ht[tp](x)://evil.example', 'ht tp ://evil.example'],
  ['[https://evil.example/?q=1](https://evil.example/)', ''],
  ['Node.js 20.19 and Booking.com are names.', 'Node.js 20.19 and Booking.com are names.'],
]

describe('the links of a streamed text', () => {
  it.each(CASES)('of %j leave %j', (text, kept) => {
    expect(withoutForeignLinks(text, OURS)).toBe(kept)
  })

  it.each([1, 2, 3, 5, 7, 11])('are found however the text is cut: %i signs at a time', (size) => {
    for (const [text, kept] of CASES) expect([text, inPieces(text, size)]).toEqual([text, kept])
  })

  it('need no scheme; of one that is cut, the start of its host may stand', () => {
    expect(withoutForeignLinks('Go to evil.example/x?d=1 today.', [])).toBe('Go to  today.')
    const filter = createLinkFilter([])
    const told = ['Go to evil', '.exa', 'mple/x?d=', '1 today '].map((delta) => filter.write(delta))
    expect(told.join('')).toBe('Go to evil today ')
  })

  it('hold back nothing but what may become one', () => {
    const filter = createLinkFilter([])
    expect(filter.write('The tide rises')).toBe('The tide rises')
    expect(filter.write(' twice, see h')).toBe(' twice, see ')
    expect(filter.write('ere')).toBe('here')
    expect(filter.write(': https://evil.exam')).toBe(': ')
    expect(filter.write('ple/x and')).toBe(' and')
  })

  it('do not hold back a text without end', () => {
    const filter = createLinkFilter([])
    expect(filter.write(`a ![x](https://evil.example/?q=${'A'.repeat(5_000)}`)).toBe('a ![x](')
  })
})
