import type { IndexChange, IndexedDocument, IndexedPassage } from '../../ports/document-index.ts'
import { detectLanguage } from '../../text/language.ts'
import { tokens } from '../../text/tokens.ts'
import { type CollectionFile, firstNumber } from './collection-file.ts'

/** Passages that are looked at to tell the language of a document that does not name it. */
const PASSAGES_FOR_LANGUAGE = 4

/** Applies the changes in their order and moves to `version`, in one transaction. */
export function applyChanges(file: CollectionFile, version: number, changes: readonly IndexChange[]): void {
  file.transaction(() => {
    for (const change of changes) {
      remove(file, change.kind === 'put' ? change.document.id : change.id)
      if (change.kind === 'put') put(file, change.document, change.passages)
    }
    file.query.setVersion.run([version])
  })
}

function remove({ query }: CollectionFile, id: string): void {
  const number = firstNumber(query.documentNumber, [id])
  if (number === null) return
  query.removeWords.run([number])
  query.removePassages.run([number])
  query.removeDocument.run([number])
}

function put(
  { query }: CollectionFile,
  document: IndexedDocument,
  passages: readonly IndexedPassage[],
): void {
  const { id, title, origin, site, language, published, contentHash } = document
  const rules = language ?? languageOf(passages) ?? 'en'
  const about = [id, title, origin, site, language, published, contentHash, rules, passages.length]
  const documentNumber = query.addDocument.run(about).lastInsertRowid
  const terms = (of: string) => tokens(of, rules).join(' ')
  const titleTerms = terms(title)
  for (const { ordinal, heading, text, start, end, page } of passages) {
    const passage = [documentNumber, ordinal, heading, withoutNul(text), start, end, page]
    const { lastInsertRowid } = query.addPassage.run(passage)
    query.addWords.run([lastInsertRowid, titleTerms, terms(heading), terms(text)])
  }
}

/** SQLite's text ends at U+0000; the sign put in its place has the same length. */
const withoutNul = (text: string) => text.replaceAll('\0', '\uFFFD')

function languageOf(passages: readonly IndexedPassage[]): string | null {
  const first = passages.slice(0, PASSAGES_FOR_LANGUAGE).map(({ text }) => text)
  return detectLanguage(first.join('\n'))
}
