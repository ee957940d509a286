import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentIndex, IndexChange } from '../../shared/ports/document-index.ts'

/** A document of one passage a text; offsets as if the texts were joined by a blank line. */
export function putDocument(
  id: string,
  texts: string | readonly string[],
  options: { title?: string; heading?: string; language?: string | null } = {},
): IndexChange {
  let at = 0
  const passages = [texts].flat().map((text, ordinal) => {
    const start = at
    at += text.length + 2
    return {
      documentId: id,
      ordinal,
      heading: options.heading ?? '',
      text,
      start,
      end: start + text.length,
      page: null,
    }
  })
  const { title = '', language = null } = options
  const document = {
    id,
    title,
    origin: null,
    site: null,
    language,
    published: null,
    contentHash: `hash of ${id}`,
  }
  return { kind: 'put', document, passages }
}

export type IndexStore = { open(): DocumentIndex; remove(): Promise<void> }

/** What every document index must do. `makeIndex` gives a place that an index can be opened on again. */
export function documentIndexSuite(name: string, makeIndex: () => Promise<IndexStore>): void {
  describe(`document index: ${name}`, () => {
    let store: IndexStore
    let index: DocumentIndex
    let collection: string
    let collections = 0

    beforeAll(async () => {
      store = await makeIndex()
      index = store.open()
    })
    afterAll(async () => {
      index.close()
      await store.remove()
    })
    beforeEach(() => {
      collections += 1
      collection = `tenant:t${collections}`
    })
    const found = async (query: string, of = collection) => {
      const { hits } = await index.search(of, query, { limit: 10 })
      return hits.map(({ document, passage }) => `${document.id}/${passage.ordinal}`)
    }

    it('holds nothing and version 0 before the first change', async () => {
      expect(await index.version(collection)).toBe(0)
      expect(await index.size(collection)).toEqual({ documents: 0, passages: 0 })
      expect(await index.passagesOf(collection, 'a', { limit: 5 })).toEqual([])
      const search = await index.search(collection, 'harbour duty', { limit: 5 })
      expect(search).toMatchObject({ hits: [], version: 0 })
    })

    it('gives back a passage and its document as they were put', async () => {
      const document = {
        id: 'tariff',
        title: 'Tariff of 2024',
        origin: 'https://example.com/tariff',
        site: 'example.com',
        language: 'en',
        published: '2024-05-01',
        contentHash: 'ab12',
      }
      const text = 'Duty 3.5% — ½ off, “quoted”\tand 𝟙.\n\nEnd'
      const passage = {
        documentId: 'tariff',
        ordinal: 0,
        heading: 'Rates > 2024',
        text,
        start: 7,
        end: 7 + text.length,
        page: 3,
      }
      await index.apply(collection, 4, [{ kind: 'put', document, passages: [passage] }])
      const { hits, version } = await index.search(collection, 'duty', { limit: 5 })
      expect(version).toBe(4)
      expect(hits.map((hit) => [hit.document, hit.passage])).toEqual([[document, passage]])
      expect(await index.passagesOf(collection, 'tariff', { limit: 5 })).toEqual([passage])
    })

    it('keeps the offsets right around a character that ends text in C', async () => {
      await index.apply(collection, 1, [putDocument('a', 'before\0after')])
      const [passage] = await index.passagesOf(collection, 'a', { limit: 1 })
      expect(passage?.text).toHaveLength(12)
      expect(await found('after')).toEqual(['a/0'])
    })

    it('puts the passage that says most about the question first', async () => {
      await index.apply(collection, 1, [
        putDocument('cargo', ['Cargo pays by weight in every harbour.', 'The harbour closes at noon.']),
        putDocument('fish', 'Fish is sold at the market near the town.'),
        putDocument('duty', 'The harbour duty is paid before the cargo leaves the harbour.'),
      ])
      const { hits } = await index.search(collection, 'How is the harbour duty paid?', { limit: 2 })
      expect(hits.map(({ document }) => document.id)).toEqual(['duty', 'cargo'])
      expect(hits[0]!.score).toBeGreaterThan(hits[1]!.score)
    })

    it('finds a passage by its title and by its heading', async () => {
      await index.apply(collection, 1, [
        putDocument('a', 'Nothing of note.', { title: 'Lighthouses of Norway' }),
        putDocument('b', 'Nothing of note.', { heading: 'Keepers > Wages' }),
      ])
      expect(await found('lighthouse')).toEqual(['a/0'])
      expect(await found('wage')).toEqual(['b/0'])
    })

    it('replaces a document with all its passages', async () => {
      await index.apply(collection, 1, [putDocument('a', ['The apple ripens.', 'The plum falls.'])])
      await index.apply(collection, 2, [putDocument('a', ['The cherry ripens.'])])
      expect(await found('apple')).toEqual([])
      expect(await found('plum')).toEqual([])
      expect(await found('cherry')).toEqual(['a/0'])
      expect(await index.size(collection)).toEqual({ documents: 1, passages: 1 })
    })

    it('removes a document, and does not mind one that is not there', async () => {
      await index.apply(collection, 1, [putDocument('a', 'apple'), putDocument('b', 'apple tart')])
      await index.apply(collection, 2, [
        { kind: 'remove', id: 'a' },
        { kind: 'remove', id: 'never' },
      ])
      expect(await found('apple')).toEqual(['b/0'])
      expect(await index.passagesOf(collection, 'a', { limit: 5 })).toEqual([])
      expect(await index.size(collection)).toEqual({ documents: 1, passages: 1 })
      expect(await index.version(collection)).toBe(2)
    })

    it('applies the changes of one call in their order', async () => {
      await index.apply(collection, 3, [
        putDocument('a', 'apple'),
        putDocument('a', 'cherry'),
        putDocument('b', 'plum'),
        { kind: 'remove', id: 'b' },
      ])
      expect(await found('apple cherry plum')).toEqual(['a/0'])
    })

    it('moves to a version without changes', async () => {
      await index.apply(collection, 9, [])
      expect(await index.version(collection)).toBe(9)
    })

    it('applies all changes and the version, or none of them', async () => {
      await index.apply(collection, 1, [putDocument('a', 'apple')])
      const broken = putDocument('c', 'cherry')
      if (broken.kind === 'put') Object.assign(broken.document, { contentHash: null })
      const changes: IndexChange[] = [{ kind: 'remove', id: 'a' }, putDocument('b', 'plum'), broken]
      await expect(index.apply(collection, 2, changes)).rejects.toMatchObject({ code: 'store_unavailable' })
      expect(await index.version(collection)).toBe(1)
      expect(await found('apple plum cherry')).toEqual(['a/0'])
      await index.apply(collection, 2, [putDocument('b', 'plum')])
      expect(await found('plum')).toEqual(['b/0'])
    })

    it('keeps collections apart', async () => {
      const other = `user:u${collections}`
      await index.apply(collection, 1, [putDocument('a', 'The secret is apple.')])
      await index.apply(other, 7, [putDocument('a', 'The secret is plum.')])
      expect(await found('apple')).toEqual(['a/0'])
      expect(await found('apple', other)).toEqual([])
      expect(await index.version(collection)).toBe(1)
      expect((await index.search(other, 'apple', { limit: 5 })).termWeights.get('appl')).toBeCloseTo(1.386, 3)
    })

    it('has no hits for an empty query, or for one of words that are nowhere', async () => {
      await index.apply(collection, 1, [putDocument('a', 'apple')])
      expect(await found('')).toEqual([])
      expect(await found(' ?! " \' * -- () ')).toEqual([])
      expect(await found('zebra')).toEqual([])
    })

    it('takes a query of stop words only as it is', async () => {
      await index.apply(collection, 1, [
        putDocument('a', 'Songs of The Who.'),
        putDocument('b', 'Songs of Queen.'),
      ])
      expect(await found('The Who')).toEqual(['a/0'])
    })

    it('takes the words of query languages as words', async () => {
      await index.apply(collection, 1, [putDocument('a', 'near and or not body apple')])
      expect(await found('NEAR(apple* AND "body) OR title:^apple + NOT {x}')).toEqual(['a/0'])
    })

    it('finds words of programming as they are written', async () => {
      await index.apply(collection, 1, [
        putDocument('cpp', 'The compiler reads C++ and C# files.'),
        putDocument('node', "Node.js 20.11 doesn't read them."),
        putDocument('c', 'A C file is plain.'),
      ])
      expect(await found('c++ compiler?')).toEqual(['cpp/0'])
      expect(await found('node.js')).toEqual(['node/0'])
      expect(await found('version 20.11')).toEqual(['node/0'])
    })

    it('weighs rare terms more, and unknown ones most', async () => {
      const rest = Array.from({ length: 8 }, (_, n) => putDocument(`d${n}`, 'The harbour is open.'))
      await index.apply(collection, 1, [
        putDocument('a', 'The harbour duty.'),
        putDocument('b', 'No ship.'),
        ...rest,
      ])
      const { termWeights } = await index.search(collection, 'harbours, duties and zebras', { limit: 5 })
      // ln(1 + (10 - n + 0.5) / (n + 0.5)) for n = 9, 1, 0
      expect([...termWeights].map(([term, weight]) => [term, Number(weight.toFixed(3))])).toEqual([
        ['harbour', 0.147],
        ['duti', 1.992],
        ['zebra', 3.091],
      ])
    })

    it('forgets removed documents in the weights', async () => {
      await index.apply(collection, 1, [
        putDocument('a', 'plum'),
        putDocument('b', 'plum'),
        putDocument('c', 'pear'),
      ])
      await index.apply(collection, 2, [{ kind: 'remove', id: 'a' }, putDocument('b', 'apple')])
      const { termWeights } = await index.search(collection, 'plum', { limit: 5 })
      // ln(1 + (2 + 0.5) / 0.5)
      expect(termWeights.get('plum')).toBeCloseTo(1.792, 3)
    })

    it('meets other forms of a word in the language of the document', async () => {
      await index.apply(collection, 1, [
        putDocument('en', 'Cities tax visitors who are running late for their trains.'),
        putDocument('de', 'Die Häuser der Altstadt wurden im Mittelalter gebaut.'),
        putDocument('ru', 'Крупные города строят новые мосты через реку.'),
        putDocument('zh', '北京大学位于海淀区，是中国最早的国立大学之一。'),
        putDocument('zh-tw', '故宮博物院收藏了許多珍貴的文物。'),
        putDocument('fr', "L'économie de la région dépend de la pêche."),
        putDocument('ko', '서울은 대한민국의 수도이다.'),
      ])
      expect(await found('Which city taxes a visitor?')).toEqual(['en/0'])
      expect(await found('Wann wurde das Haus gebaut?')).toEqual(['de/0'])
      expect(await found('Сколько мостов строит город?')).toEqual(['ru/0'])
      expect(await found('北京有哪些大学？')).toEqual(['zh/0'])
      expect(await found('故宮有什麼文物')).toEqual(['zh-tw/0'])
      expect(await found("De quoi l'economie régionale dépend-elle ?")).toEqual(['fr/0'])
      expect(await found('대한민국의 수도는 서울인가?')).toEqual(['ko/0'])
    })

    it('finds a name asked for in one language in a document of another', async () => {
      await index.apply(collection, 1, [
        putDocument('de', 'Die Kosten für Kubernetes und für Rechenzentren steigen seit Jahren.'),
        putDocument('zh', '本文介绍如何部署Kubernetes集群。'),
      ])
      expect((await found('What are the costs of Kubernetes?')).sort()).toEqual(['de/0', 'zh/0'])
      expect(await found('Jahr')).toEqual(['de/0'])
      expect(await found('怎么部署集群')).toEqual(['zh/0'])
    })

    it('gives the first passages of a document in reading order', async () => {
      await index.apply(collection, 1, [putDocument('a', ['one', 'two', 'three']), putDocument('b', 'other')])
      const passages = await index.passagesOf(collection, 'a', { limit: 2 })
      expect(passages.map(({ ordinal, text, start }) => [ordinal, text, start])).toEqual([
        [0, 'one', 0],
        [1, 'two', 5],
      ])
    })

    it('is still there when it is opened again', async () => {
      await index.apply(collection, 5, [putDocument('a', 'The apple ripens.')])
      index.close()
      index = store.open()
      expect(await index.version(collection)).toBe(5)
      expect(await found('apples')).toEqual(['a/0'])
    })
  })
}
