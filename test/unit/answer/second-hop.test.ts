import { expect, it } from 'vitest'
import { searchDocuments } from '../../../shared/answer/search-documents.ts'
import { findLeads, leadTo, queryOf } from '../../../shared/answer/second-hop.ts'
import type { DocumentIndex, PassageHit } from '../../../shared/ports/document-index.ts'

const hit = (title: string, text: string, language = 'en'): PassageHit => ({
  document: {
    ...{ id: title, title, origin: null, site: null, language, published: null },
    contentHash: `hash of ${title}`,
  },
  passage: { documentId: title, ordinal: 0, heading: '', text, start: 0, end: text.length, page: null },
  score: 1,
})

const QUESTION = 'Where was the painter of the Harbour Lamp born?'
const PAINTING = hit(
  'Harbour Lamp',
  'The Harbour Lamp is a picture in oil. Its painter is Greta Holm of the Skagen school.',
)
const PAINTER = hit('Greta Holm (artist)', 'She was born in Ribe. She died in Paris.')
const words = { question: QUESTION, language: 'en', termWeights: new Map<string, number>() }
const leadsOf = (...hits: PassageHit[]) => findLeads(hits, words)

it('the sentence that has most of the question is followed first, by the names that the question has not', () => {
  const leads = leadsOf(PAINTING)
  expect(leads.map(({ text }) => text)).toEqual([
    'Its painter is Greta Holm of the Skagen school.',
    'The Harbour Lamp is a picture in oil.',
  ])
  expect(queryOf(leads, QUESTION)).toBe('Its Greta Holm Skagen')
})

it('nothing is followed once one sentence and its title have all of the question', () => {
  expect(leadsOf(PAINTING, hit('Lamp', 'The painter of the Harbour Lamp was born in Ribe.'))).toEqual([])
})

it('a lead names a title without its brackets, at the borders of words, and never its own document', () => {
  const leads = leadsOf(PAINTING)
  const isNamed = (title: string, id = title) => leadTo({ id, title }, leads, QUESTION) !== undefined
  expect(isNamed('Greta Holm (artist)')).toBe(true)
  expect(isNamed('Skagen, Denmark')).toBe(true)
  expect(isNamed('Holm')).toBe(true)
  expect(isNamed('Hol')).toBe(false)
  expect(isNamed('Greta Garbo')).toBe(false)
  expect(isNamed('Greta Holm', 'Harbour Lamp')).toBe(false)
  expect(isNamed('Harbour Lamp', 'another copy')).toBe(false)
})

it('a name with an ending is named, and Chinese needs no borders', () => {
  const leads = [
    { documentId: 'a', title: '', text: 'Его крёстным был Георг Телеман.' },
    { documentId: 'b', title: '', text: '《海港》由格蕾塔绘制。' },
  ]
  expect(leadTo({ id: 'c', title: 'Телема' }, leads, '')?.documentId).toBe('a')
  expect(leadTo({ id: 'd', title: '格蕾塔' }, leads, '')?.documentId).toBe('b')
  expect(queryOf(leads.slice(1), '谁画的？')).toBe('海港')
})

it('what a first passage names is found, though it has few words of the question, with the sentence that names it', async () => {
  const asked: string[] = []
  const index = {
    async search(_: string, query: string) {
      asked.push(query)
      const hits = query === QUESTION ? [PAINTING] : [PAINTER, hit('Paris', 'A city that Greta Holm knew.')]
      return { hits, termWeights: new Map(), version: 1 }
    },
  } as unknown as DocumentIndex
  const { candidates } = await searchDocuments(
    { index, catchUp: async () => 1 },
    { collection: 'tenant:a', query: QUESTION, language: 'en', limit: 8 },
  )
  expect(asked).toEqual([QUESTION, 'Its Greta Holm Skagen'])
  expect(candidates.map(({ title }) => title)).toEqual(['Harbour Lamp', 'Greta Holm (artist)'])
  expect(candidates[1]?.hits[0]?.namedBy).toMatch(/^Harbour Lamp .*Greta Holm of the Skagen school\.$/)
})
