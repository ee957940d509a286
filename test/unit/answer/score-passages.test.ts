import { describe, expect, it } from 'vitest'
import { scorePassages } from '../../../shared/answer/score-passages.ts'

const passage = (text: string, over: { title?: string; start?: number } = {}) => ({
  title: '',
  heading: '',
  start: 100,
  language: 'en',
  text,
  ...over,
})

const firstOf = (question: string, passages: ReturnType<typeof passage>[]) =>
  scorePassages(passages, { question, language: 'en', termWeights: new Map() }).scored[0]?.passage.text

describe('scorePassages', () => {
  it('prefers words that stand together', () => {
    const together = passage('Sheep graze there. The lamp of the tower is old. It is dry.')
    const apart = passage('Sheep graze at the lamp. It is dry there all year. The tower is old.')
    expect(firstOf('Which lamp has the tower?', [apart, together])).toBe(together.text)
  })

  it('prefers a sentence with the kind of answer that is asked for', () => {
    const dated = passage('The tower of Skarv was built in 1887.')
    const named = passage('The tower of Skarv was built by Holm.')
    expect(firstOf('When was the tower of Skarv built?', [named, dated])).toBe(dated.text)
    expect(firstOf('Who built the tower of Skarv?', [dated, named])).toBe(named.text)
  })

  it('prefers what has the words in its title, and the beginning of a text', () => {
    const text = 'The tower is white.'
    const titled = passage(`${text} A`, { title: 'Skarv' })
    expect(firstOf('What colour has the Skarv tower?', [passage(`${text} B`), titled])).toBe(titled.text)
    const beginning = passage(`${text} C`, { start: 0 })
    expect(firstOf('What colour has the tower?', [passage(`${text} D`), beginning])).toBe(beginning.text)
  })

  it('prefers the text whose whole title is named, brackets aside, to one that has it in a longer title', () => {
    const longer = passage('It is white. A', { title: 'HMS Skarv' })
    const whole = passage('It is white. B', { title: 'Skarv (tower)' })
    expect(firstOf('What colour has the Skarv?', [longer, whole])).toBe(whole.text)
    expect(firstOf('What colour has the HMS Skarv?', [whole, longer])).toBe(longer.text)
  })

  it('finds a word in another form that no stem joins', () => {
    const other = passage('Lighthousekeepers live here.')
    const none = passage('Beekeepers live here.')
    const words = { question: 'lighthousekeeping life live', language: 'en', termWeights: new Map() }
    expect(scorePassages([none, other], words).scored[0]?.passage.text).toBe(other.text)
  })

  it('gives 0 to what has none of the words, and whole agreement about 1', () => {
    const { scored } = scorePassages(
      [
        passage('The tower of Skarv was built in 1887.', { title: 'The tower of Skarv', start: 0 }),
        passage('Sheep.'),
      ],
      { question: 'When was the tower of Skarv built?', language: 'en', termWeights: new Map() },
    )
    expect(scored[0]?.score).toBeGreaterThan(0.8)
    expect(scored[0]?.score).toBeLessThan(1.3)
    expect(scored[1]?.score).toBe(0)
  })
})
