import { describe, expect, it } from 'vitest'
import { createIndexCatchUp } from '../../../shared/ingest/index-catch-up.ts'
import type { DocumentIndex, IndexChange } from '../../../shared/ports/document-index.ts'
import type { ChangeRow, DocumentChange } from '../../../shared/ports/documents.ts'

const COLLECTION = 'tenant:a'

function put(id: string, text: string): DocumentChange {
  const document = {
    id,
    title: id,
    origin: null,
    language: 'en',
    characters: text.length,
    contentHash: `hash of ${text}`,
    textKey: text,
    site: null,
    published: null,
    updatedAt: 0,
  }
  return { kind: 'put', document }
}
const remove = (id: string): DocumentChange => ({ kind: 'remove', id })

/** A collection whose texts are their own keys, and an index that remembers what it was told. */
function world(...rows: DocumentChange[][]) {
  const log: ChangeRow[] = []
  const loaded: string[] = []
  const gone = new Set<string>()
  const applied: { version: number; changes: readonly IndexChange[] }[] = []
  const commit = (...changes: DocumentChange[]) => log.push({ version: log.length + 1, changes })
  for (const row of rows) commit(...row)
  const documents = {
    version: async () => log.length,
    async *changesAfter(_: string, after: number) {
      yield* log.filter(({ version }) => version > after)
    },
  }
  const objects = {
    get: async (key: string) => {
      loaded.push(key)
      return gone.has(key) ? undefined : new TextEncoder().encode(key)
    },
  }
  const index: DocumentIndex = {
    version: async () => applied.at(-1)?.version ?? 0,
    apply: async (_, version, changes) => void applied.push({ version, changes }),
    search: () => Promise.reject(new Error('not searched')),
    passagesOf: async () => [],
    size: async () => ({ documents: 0, passages: 0 }),
    close: () => undefined,
  }
  return { commit, loaded, gone, applied, index, objects, documents }
}
const told = (changes: readonly IndexChange[] = []) =>
  changes.map((change) =>
    change.kind === 'put' ? change.passages.map(({ text }) => text).join() : `-${change.id}`,
  )

describe('catching up', () => {
  it('loads no text that a later row replaces or removes', async () => {
    const a = world(
      [put('a', 'old a'), put('b', 'only b')],
      [put('a', 'new a'), put('c', 'only c')],
      [remove('c')],
    )
    expect(await createIndexCatchUp(a).catchUp(COLLECTION)).toBe(3)
    expect(a.loaded.sort()).toEqual(['new a', 'only b'])
    expect(a.applied.map(({ version }) => version)).toEqual([3])
    expect(told(a.applied[0]?.changes).sort()).toEqual(['-c', 'new a', 'only b'])
  })

  it('applies only the rows after the version of the index, and none when there are none', async () => {
    const a = world([put('a', 'a')])
    const { catchUp } = createIndexCatchUp(a)
    await catchUp(COLLECTION)
    a.commit(put('b', 'b'))
    await catchUp(COLLECTION)
    await catchUp(COLLECTION)
    expect(a.applied.map(({ version, changes }) => [version, told(changes)])).toEqual([
      [1, ['a']],
      [2, ['b']],
    ])
  })

  it('passes over a text that is gone', async () => {
    const a = world([put('a', 'a'), put('b', 'b')])
    a.gone.add('a')
    expect(await createIndexCatchUp(a).catchUp(COLLECTION)).toBe(1)
    expect(told(a.applied[0]?.changes)).toEqual(['b'])
  })

  it('applies many passages in batches and moves the version with the last one only', async () => {
    const a = world(Array.from({ length: 450 }, (_, n) => put(`doc_${n}`, `text ${n}`)))
    expect(await createIndexCatchUp(a).catchUp(COLLECTION)).toBe(1)
    expect(a.applied.map(({ version, changes }) => [version, changes.length])).toEqual([
      [0, 200],
      [0, 200],
      [1, 50],
    ])
  })
})

describe('callers at the same time', () => {
  it('starts anew when the index is lost under it', async () => {
    const one = world([put('a', 'one')], [put('b', 'two')])
    await createIndexCatchUp(one).catchUp(COLLECTION)
    one.commit(put('c', 'three'))
    const { get } = one.objects
    let losses = 0
    const objects = {
      get: async (key: string) => {
        if (key === 'three' && losses++ === 0) one.applied.length = 0
        return get(key)
      },
    }
    expect(await createIndexCatchUp({ ...one, objects }).catchUp(COLLECTION)).toBe(3)
    expect(one.applied.flatMap(({ changes }) => told(changes)).sort()).toEqual(['one', 'three', 'two'])
  })

  it('share one run', async () => {
    const a = world([put('a', 'a')])
    const { catchUp } = createIndexCatchUp(a)
    expect(await Promise.all([catchUp(COLLECTION), catchUp(COLLECTION), catchUp(COLLECTION)])).toEqual([
      1, 1, 1,
    ])
    expect(a.applied.length).toBe(1)
  })

  it('get one more run for what was committed while the first one ran', async () => {
    const a = world([put('a', 'a')])
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const get = a.objects.get
    const objects = {
      get: async (key: string) => {
        if (key === 'a') await held
        return get(key)
      },
    }
    const { catchUp } = createIndexCatchUp({ ...a, objects })
    const first = catchUp(COLLECTION)
    await new Promise((resolve) => setImmediate(resolve))
    a.commit(put('b', 'b'))
    const second = catchUp(COLLECTION)
    release()
    expect(await Promise.all([first, second])).toEqual([1, 2])
    expect(a.applied.map(({ version }) => version)).toEqual([1, 2])
  })

  it('are all told of a failure, and the next one tries again', async () => {
    const a = world([put('a', 'a')])
    let calls = 0
    const get = a.objects.get
    const objects = {
      get: (key: string) => (++calls === 1 ? Promise.reject(new Error('no disk')) : get(key)),
    }
    const { catchUp } = createIndexCatchUp({ ...a, objects })
    const both = await Promise.allSettled([catchUp(COLLECTION), catchUp(COLLECTION)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await catchUp(COLLECTION)).toBe(1)
  })
})
