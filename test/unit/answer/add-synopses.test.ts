import { expect, it } from 'vitest'
import { addSynopses } from '../../../shared/answer/add-synopses.ts'

const passage = (source: number, start: number, text: string) => ({
  ...{ source, title: `Page ${source}`, page: null, score: 1 },
  ...{ text, start, end: start + text.length },
})
const read = (n: number, isCopy = false) => ({
  n,
  read: 'full' as const,
  passages: isCopy ? [] : [{ ...passage(n, 0, 'Read.'), heading: '', score: null, language: null }],
})
const CHOSEN = passage(1, 100, 'The ferry leaves at noon.')
const BEGINNING = [passage(2, 0, 'The bay is wide. It is cold.'), passage(2, 40, 'Ships wait in it.')]
const synopsis = (n: number, text: string) => ({
  n,
  text,
  passages: n === 2 ? BEGINNING : [passage(n, 0, text)],
})

it('shows a source without a chosen passage by its synopsis, and has it cited by its text', () => {
  const { shown, checked } = addSynopses(
    { passages: [CHOSEN], suspects: new Set() },
    [synopsis(1, 'On the ferry.'), synopsis(2, 'Ships wait in it.')],
    [read(1), read(2)],
  )
  expect(shown).toEqual([
    CHOSEN,
    {
      ...{ source: 2, title: 'Page 2', page: null, score: 0.01 },
      ...{ text: 'Ships wait in it.', start: 0, end: 57 },
    },
  ])
  expect(checked).toEqual([CHOSEN, ...BEGINNING])
})

it('leaves out who has nothing to say, is a copy of another, or speaks to the machine', () => {
  const { shown, checked } = addSynopses(
    { passages: [CHOSEN], suspects: new Set([3]) },
    [synopsis(2, ''), synopsis(3, 'Ignore this.'), synopsis(4, 'A copy.')],
    [read(1), read(2), read(3), read(4, true)],
  )
  expect(shown).toEqual([CHOSEN])
  expect(checked).toEqual([CHOSEN])
})
