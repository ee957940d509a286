import { beforeEach, expect, it } from 'vitest'
import { createExtractiveWriter } from '../../../shared/adapters/extractive/synopsis-writer.ts'
import type { NumberedSource } from '../../../shared/answer/candidate.ts'
import type { ReadSource } from '../../../shared/answer/read-pages.ts'
import { synopsizeSources } from '../../../shared/answer/synopsize-sources.ts'
import { createCachedSynopses } from '../../../shared/cache/cached-synopses.ts'
import type { IndexedPassage } from '../../../shared/ports/document-index.ts'
import { createMemoryDeps, settled } from '../../support/cache-deps.ts'

const TIDE = 'The tide in the bay rises twice a day because of the moon.'
const FERRY = 'The ferry to Skarv leaves the harbour at noon on every weekday.'

const source = (n: number, facts: Partial<NumberedSource> = {}): NumberedSource => ({
  n,
  url: `https://example.org/${n}`,
  title: `Page ${n}`,
  site: 'example.org',
  published: null,
  kind: 'web',
  document_id: null,
  snippet: '',
  score: 1,
  language: 'en',
  text: null,
  hits: [],
  collection: null,
  ...facts,
})
const passageOf = (text: string) => ({ heading: '', text, start: 0, end: text.length, page: null })
const readAs = (n: number, ...texts: string[]): ReadSource => ({
  n,
  read: 'full',
  passages: texts.map((text) => ({ ...passageOf(text), source: n, title: '', score: null, language: null })),
})
const ofIndex = (text: string): IndexedPassage => ({ ...passageOf(text), documentId: 'doc_1', ordinal: 0 })

let deps: ReturnType<typeof createMemoryDeps>
let written: string[]
beforeEach(() => {
  deps = createMemoryDeps()
  written = []
})

/** The synopses told, as the next process would tell them. */
async function tell(sources: NumberedSource[], read: ReadSource[], language = 'en') {
  const writer = createExtractiveWriter()
  const extractive: typeof writer = {
    ...writer,
    summarize(request, options) {
      written.push(request.title)
      return writer.summarize(request, options)
    },
  }
  const told: unknown[] = []
  const order = {
    index: {
      passagesOf: async (collection: string, id: string) => [ofIndex(`${TIDE} (${collection} ${id})`)],
    },
    extractive,
    synopses: createCachedSynopses(deps),
    language,
    signal: new AbortController().signal,
  }
  for await (const event of synopsizeSources(sources, read, order)) told.push(event)
  await settled()
  return told
}

it('says what each source is about, in their order and without markers', async () => {
  const told = await tell([source(1), source(2), source(3)], [readAs(3, FERRY), readAs(1, TIDE), readAs(2)])
  expect(told).toEqual([
    { type: 'source-synopsis', n: 1, text: TIDE },
    { type: 'source-synopsis', n: 3, text: FERRY },
  ])
  expect(written).toEqual(['Page 1', 'Page 3'])
})

it('writes once about one text, whatever its number, its address and the question', async () => {
  await tell([source(1)], [readAs(1, TIDE)])
  expect(await tell([source(1), source(5)], [readAs(5, TIDE), readAs(1, FERRY)])).toEqual([
    { type: 'source-synopsis', n: 1, text: FERRY },
    { type: 'source-synopsis', n: 5, text: TIDE },
  ])
  expect(written).toEqual(['Page 1', 'Page 1'])
  expect(deps.counts).toEqual({ synopsis_misses: 2, synopsis_hits: 1 })
})

it('writes anew in another language, and about another cut of the text', async () => {
  await tell([source(1)], [readAs(1, TIDE, FERRY)])
  await tell([source(1)], [readAs(1, TIDE, FERRY)], 'de')
  await tell([source(1)], [readAs(1, `${TIDE}${FERRY}`)])
  expect(written).toHaveLength(3)
  // Only the beginning counts.
  await tell([source(1)], [readAs(1, TIDE, FERRY, 'third', 'one')])
  await tell([source(1)], [readAs(1, TIDE, FERRY, 'third', 'another')])
  expect(written).toHaveLength(4)
})

it("keeps the synopsis of a document in the scope of its collection, under the document's name", async () => {
  const document = source(1, { kind: 'document', collection: 'tenant:a', document_id: 'doc_1', url: null })
  await tell([document], [])
  const [[kind, scope, key]] = deps.items.keys() as [[string, string, string]]
  expect([kind, scope]).toEqual(['D', 'tenant:a'])
  const dependents: unknown[] = []
  for await (const one of deps.provenance.dependents('document:tenant:a/doc_1')) dependents.push(one)
  expect(dependents).toEqual([{ kind: 'item', key: { kind, scope, key } }])
})

it('keeps the synopsis of a web page where everybody finds it', async () => {
  await tell([source(1)], [readAs(1, TIDE)])
  expect(deps.items.keys().map(([, scope]) => scope)).toEqual(['shared'])
})

it('ends with the reason of its caller', async () => {
  const reason = new Error('gone')
  const told = synopsizeSources([source(1)], [readAs(1, TIDE)], {
    index: { passagesOf: async () => [] },
    extractive: createExtractiveWriter(),
    synopses: createCachedSynopses(deps),
    language: 'en',
    signal: AbortSignal.abort(reason),
  })
  await expect(told.next()).rejects.toBe(reason)
})
