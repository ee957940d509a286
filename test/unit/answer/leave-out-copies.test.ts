import { describe, expect, it } from 'vitest'
import type { FlowEvent } from '../../../shared/answer/events.ts'
import { leaveOutCopies } from '../../../shared/answer/leave-out-copies.ts'
import type { ReadSource } from '../../../shared/answer/read-pages.ts'

const words = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => `word${from + n}`).join(' ')
const source = (n: number, text: string, read: ReadSource['read'] = 'full'): ReadSource => ({
  n,
  read,
  passages: [
    {
      source: n,
      title: '',
      heading: '',
      text,
      start: 0,
      end: text.length,
      page: null,
      score: null,
      language: null,
    },
  ],
})

/** Numbers of the sources that still speak, and those warned of. */
function run(read: ReadSource[]) {
  const warnings: FlowEvent[] = []
  const stage = leaveOutCopies(read)
  for (;;) {
    const next = stage.next()
    if (!next.done) {
      warnings.push(next.value)
      continue
    }
    const speaking = next.value.filter(({ passages }) => passages.length > 0).map(({ n }) => n)
    return { speaking, warnings, count: next.value.length }
  }
}

describe('a text that was read twice', () => {
  it('speaks once, as the better ranked source, in whatever order they were read', () => {
    const copy = `${words(0, 200)} ${words(900, 8)}`
    expect(run([source(3, copy), source(1, words(0, 200)), source(2, words(500, 200))])).toEqual({
      speaking: [1, 2],
      warnings: [{ type: 'warning', code: 'copy_left_out', source: 3 }],
      count: 3,
    })
  })

  it('speaks as the whole, where one page is a part of another', () => {
    expect(run([source(1, words(100, 80)), source(2, words(0, 400))])).toMatchObject({
      speaking: [2],
      warnings: [{ source: 1 }],
    })
  })

  it('is no copy for a quotation, nor for a snippet', () => {
    const quoting = `${words(0, 50)} ${words(700, 60)}`
    expect(run([source(1, words(0, 200)), source(2, quoting)]).speaking).toEqual([1, 2])
    expect(run([source(1, words(0, 200)), source(2, words(0, 200), 'snippet')]).speaking).toEqual([1, 2])
    expect(run([source(1, words(0, 40)), source(2, words(0, 40))]).speaking).toEqual([1, 2])
  })

  it('is told once, however many copies there are', () => {
    const texts = [1, 2, 3].map((n) => source(n, words(0, 100)))
    expect(run(texts)).toMatchObject({ speaking: [1], warnings: [{ source: 2 }, { source: 3 }] })
  })
})
