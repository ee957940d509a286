import { splitPassages } from '../../../shared/text/passages.ts'
import type { EvalDocument } from '../data.ts'
import { PLAIN, type Words } from './plain-words.ts'

const K1 = 0.9
const B = 0.4

export type BaselinePassage = {
  document: EvalDocument
  text: string
  length: number
  counts: Map<string, number>
}

/** The plain rule: BM25 over passages of at most 900 characters, one document by its best passage. */
export function createBm25(documents: readonly EvalDocument[], language: string, cut: Words = PLAIN) {
  const postings = new Map<string, { passage: BaselinePassage; count: number }[]>()
  let passages = 0
  let total = 0
  for (const document of documents) {
    for (const { text } of splitPassages(document.text)) {
      const words = cut.ofText(`${document.title} ${text}`, language)
      const counts = new Map<string, number>()
      for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
      const passage = { document, text, length: words.length, counts }
      for (const [word, count] of counts) {
        const list = postings.get(word)
        if (list) list.push({ passage, count })
        else postings.set(word, [{ passage, count }])
      }
      passages += 1
      total += words.length
    }
  }
  const meanLength = total / Math.max(passages, 1)
  return (question: string, limit: number): BaselinePassage[] => {
    const scores = new Map<BaselinePassage, number>()
    for (const term of cut.ofQuestion(question, language)) {
      const having = postings.get(term) ?? []
      const idf = Math.log(1 + (passages - having.length + 0.5) / (having.length + 0.5))
      for (const { passage, count } of having) {
        const gain = (idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * passage.length) / meanLength))
        scores.set(passage, (scores.get(passage) ?? 0) + gain)
      }
    }
    return [...scores.entries()]
      .sort((a, b) => b[1] - a[1])
      .slice(0, limit)
      .map(([passage]) => passage)
  }
}
