import { expect, it } from 'vitest'
import { searchDocuments } from '../../../shared/answer/search-documents.ts'
import type { DocumentIndex, PassageHit } from '../../../shared/ports/document-index.ts'

const hit = (id: string, text: string, ordinal: number): PassageHit => ({
  document: {
    ...{ id, title: '', origin: null, site: null, language: 'en', published: null },
    contentHash: `hash of ${id}`,
  },
  passage: { documentId: id, ordinal, heading: '', text, start: 100 * ordinal, end: 0, page: null },
  score: 1,
})

async function search(hits: PassageHit[]) {
  const index = {
    search: async () => ({ hits, termWeights: new Map(), version: 7 }),
  } as unknown as DocumentIndex
  const order = { collection: 'tenant:a', query: 'lamp of the tower', language: 'en', limit: 8 }
  return searchDocuments({ index, catchUp: async () => 7 }, order)
}

it('a document with several passages on the question stands before one with a single passage as good', async () => {
  const { candidates } = await search([
    hit('single', 'The lamp of the tower is old.', 1),
    hit('single', 'Sheep.', 2),
    hit('several', 'The lamp of the tower is new.', 1),
    hit('several', 'The tower has one lamp.', 2),
  ])
  expect(candidates.map(({ document_id }) => document_id)).toEqual(['several', 'single'])
  expect(candidates[0]?.hits.map(({ passage }) => passage.ordinal)).toEqual([1, 2])
})

it('a copy under another id is the same source, and adds nothing to its rank', async () => {
  const copy = hit('copy', 'The lamp of the tower is old.', 1)
  const original = hit('original', 'The lamp of the tower is old.', 1)
  const sameText = { ...copy, document: { ...copy.document, contentHash: original.document.contentHash } }
  const alone = await search([original])
  const both = await search([original, sameText])
  expect(both.candidates.map(({ document_id }) => document_id)).toEqual(['original'])
  expect(both.candidates[0]?.score).toBeCloseTo(alone.candidates[0]?.score ?? 0, 1)
})
