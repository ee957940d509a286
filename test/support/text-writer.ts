import { createSeededRandom } from './seeded-random.ts'

const PARAGRAPHS = 34
const PARAGRAPH_LENGTH = 500
const VOCABULARY = 30_000

/** English-looking text whose words follow Zipf's law, the same at every run. */
export function createTextWriter() {
  const random = createSeededRandom(20_261)
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item
  const starts = 'b c d f g h l m n p r s t v st tr pl br gr sh ch'.split(' ')
  const middles = 'a e i o u ai ea ou'.split(' ')
  const ends = 'n r s t l m nd st ck ng'.split(' ')
  const syllable = () => pick(starts) + pick(middles) + (random() < 0.4 ? pick(ends) : '')
  const suffixes = ['', '', '', 's', 'ing', 'ed', 'er', 'tion', 'ly']
  const common = 'the of and in to a is for on with as by at from was that it are be this'.split(' ')
  const words = Array.from({ length: VOCABULARY }, (_, rank) => {
    const count = 1 + Math.floor(random() * 2.6)
    return common[rank] ?? Array.from({ length: count }, syllable).join('') + pick(suffixes)
  })
  const word = () => words[Math.floor(VOCABULARY ** random()) - 1] ?? 'the'
  const sentence = () => {
    const text = Array.from({ length: 8 + Math.floor(random() * 14) }, word).join(' ')
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
  }
  const paragraph = () => {
    let text = sentence()
    while (text.length < PARAGRAPH_LENGTH - 60) text += ` ${sentence()}`
    return text
  }
  return {
    text: () => Array.from({ length: PARAGRAPHS }, paragraph).join('\n\n'),
    question: () => `What is the ${Array.from({ length: 6 }, word).join(' ')}?`,
  }
}
