import type { IndexChange } from '../../shared/ports/document-index.ts'

export const COLLECTION = 'tenant:killed'
export const DOCUMENTS = 60
const PASSAGES = 8

/** Replaces all documents; every passage bears the number of its edition. */
export function edition(version: number): IndexChange[] {
  return Array.from({ length: DOCUMENTS }, (_, order) => {
    const id = `doc_${order}`
    const passages = Array.from({ length: PASSAGES }, (_, ordinal) => {
      const text = `edition${version} of document${order}: ${`harbour duty and cargo weight ${ordinal} `.repeat(20)}`
      return { documentId: id, ordinal, heading: '', text, start: 0, end: text.length, page: null }
    })
    const facts = {
      origin: null,
      site: null,
      language: 'en',
      published: null,
      contentHash: `${id}/${version}`,
    }
    return { kind: 'put', document: { id, title: `edition${version}`, ...facts }, passages }
  })
}
