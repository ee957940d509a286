import { sentences } from '../../../shared/text/sentences.ts'
import { tokens } from '../../../shared/text/tokens.ts'
import type { EvalDocument, EvalSet } from '../data.ts'

/** A sentence of a document, with what is planted around it. */
export type Candidate = {
  document: EvalDocument
  text: string
  /** The sentence behind it. */
  next: string | undefined
  /** Gold answers to questions on the document that are neither numbers nor sentences. */
  answers: readonly string[]
}

const LENGTH = { least: 40, most: 320 }
const LEAST_WORDS = 7
const A_DOCUMENT = 3

/** Whole sentences of prose, a few of each document, in the documents' order. */
export function candidatesOf({ documents, questions, language }: EvalSet): Candidate[] {
  const answers = answersByDocument(questions)
  return documents.flatMap((document) => {
    const all = sentences(document.text).map(({ start, end }) => document.text.slice(start, end))
    return all
      .map((text, index) => ({
        document,
        text,
        next: all[index + 1],
        answers: answers.get(document.id) ?? [],
      }))
      .filter(({ text }) => isProse(text, language))
      .slice(0, A_DOCUMENT)
  })
}

function answersByDocument(questions: EvalSet['questions']): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const { doc_ids: ids, answers } of questions)
    for (const id of ids) found.set(id, [...(found.get(id) ?? []), ...answers.filter(isTerm)])
  return found
}

const isTerm = (answer: string) =>
  !/[\d一二三四五六七八九十百千万]/.test(answer) &&
  answer.length >= 2 &&
  answer.split(' ').length <= 4 &&
  answer.length <= 30

function isProse(text: string, language: string): boolean {
  const isUnspaced = language === 'zh'
  const length = isUnspaced ? text.length * 3 : text.length
  return (
    length >= LENGTH.least &&
    length <= LENGTH.most &&
    /[.。!！]$/.test(text) &&
    !/[\n|[\]{}<>]/.test(text) &&
    tokens(text, language).length >= LEAST_WORDS
  )
}
