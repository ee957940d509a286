import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createDynamoDocuments } from '../../../shared/adapters/dynamodb/documents.ts'
import { createFileObjectStore } from '../../../shared/adapters/files/object-store.ts'
import { createPageReader } from '../../../shared/adapters/pages/page-reader.ts'
import { IngotError } from '../../../shared/errors.ts'
import { createIngest } from '../../../shared/ingest/create-ingest.ts'
import type { DocumentShelf } from '../../../shared/ingest/ingest.ts'
import type { Caller } from '../../../shared/ports/callers.ts'
import type { Documents } from '../../../shared/ports/documents.ts'
import type { ObjectStore } from '../../../shared/ports/object-store.ts'
import { systemClock } from '../../../shared/runtime/system-clock.ts'
import { startTestStore, type TestStore } from '../../support/local-store.ts'

let store: TestStore
let directory: string
let documents: Documents
let objects: ObjectStore
let ingest: DocumentShelf
let ann: Caller
let now: number
let tenants = 0

const clock = { ...systemClock, now: () => now }
const pageReader = createPageReader({ fetchAllow: [] })
const build = (overrides: Partial<Parameters<typeof createIngest>[0]> = {}) =>
  createIngest({ documents, objects, pageReader, clock, ...overrides })

beforeAll(async () => {
  store = await startTestStore()
  directory = await mkdtemp(path.join(tmpdir(), 'ingot-ingest-'))
  documents = createDynamoDocuments({ client: store.client, clock })
})
afterAll(async () => {
  await store.close()
  await rm(directory, { recursive: true, force: true })
})
beforeEach(() => {
  now = Date.UTC(2026, 0, 2, 3, 4, 5)
  tenants += 1
  ann = { tenant: `t${tenants}`, user: 'ann', scopes: ['read', 'write'] }
  objects = createFileObjectStore({ directory: path.join(directory, ann.tenant) })
  ingest = build()
})

const file = (text: string, origin: string | null = 'file:///docs/leave.md') => ({
  bytes: new TextEncoder().encode(text),
  name: 'leave.md',
  title: null,
  origin,
  url: null,
  collection: 'documents' as const,
})
const storedTexts = async () => {
  const names = await readdir(path.join(directory, ann.tenant), { recursive: true, withFileTypes: true })
  return names.filter((entry) => entry.isFile()).length
}
const textOf = async (id: string) => {
  const record = await documents.get(`tenant:${ann.tenant}`, id)
  const bytes = await objects.get(record?.textKey ?? 'none')
  return bytes && new TextDecoder().decode(bytes)
}

describe('adding a file', () => {
  it('creates a document with its text', async () => {
    const { outcome, document } = await ingest.addFile(file('# Leave\n\nThirty days of leave.'), ann)
    expect(outcome).toBe('created')
    expect(document).toEqual({
      id: expect.stringMatching(/^doc_[0-9a-f]{24}$/),
      title: 'Leave',
      origin: 'file:///docs/leave.md',
      collection: 'documents',
      language: 'en',
      characters: 30,
      state: 'ready',
      updated_at: '2026-01-02T03:04:05.000Z',
    })
    expect(await textOf(document.id)).toBe('# Leave\n\nThirty days of leave.')
    expect(await ingest.get(document.id, ann)).toEqual(document)
    expect(await ingest.read(document.id, ann)).toEqual({
      document,
      text: '# Leave\n\nThirty days of leave.',
    })
  })

  it('again with the same text writes nothing', async () => {
    const first = await ingest.addFile(file('# Leave\n\nThirty days.'), ann)
    now += 1_000
    const second = await ingest.addFile(file('# Leave\n\nThirty days.'), ann)
    expect(second).toEqual({ outcome: 'unchanged', document: first.document })
    expect(await documents.version(`tenant:${ann.tenant}`)).toBe(1)
  })

  it('with another text of the same origin replaces it, and its old text goes', async () => {
    const first = await ingest.addFile(file('# Leave\n\nThirty days.'), ann)
    now += 1_000
    const second = await ingest.addFile(file('# Leave\n\nForty days.'), ann)
    expect([second.outcome, second.document.id]).toEqual(['replaced', first.document.id])
    expect(await textOf(second.document.id)).toBe('# Leave\n\nForty days.')
    expect(await storedTexts()).toBe(1)
  })

  it('with another title only keeps the text', async () => {
    const { document } = await ingest.addFile(file('Thirty days.'), ann)
    now += 1_000
    expect(await ingest.addFile({ ...file('Thirty days.'), title: 'Leave' }, ann)).toMatchObject({
      outcome: 'replaced',
      document: { id: document.id, title: 'Leave' },
    })
    expect(await textOf(document.id)).toBe('Thirty days.')
  })

  it('many at once are few commits, and each has its text', async () => {
    const adding = Array.from({ length: 40 }, (_, n) =>
      ingest.addFile(file(`Text ${n}.`, `file:///docs/${n}`), ann),
    )
    const added = await Promise.all(adding)
    expect(await Promise.all(added.map(({ document }) => textOf(document.id)))).toEqual(
      Array.from({ length: 40 }, (_, n) => `Text ${n}.`),
    )
    expect(await documents.version(`tenant:${ann.tenant}`)).toBeLessThan(40)
  })

  it('of one origin at the same time leaves the last one, and one text', async () => {
    const texts = ['One.', 'Two.', 'One.', 'Three.']
    const outcomes = await Promise.all(texts.map((text) => ingest.addFile(file(text), ann)))
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['created', 'replaced', 'replaced', 'replaced'])
    expect(await textOf(outcomes[0]!.document.id)).toBe('Three.')
    expect(await storedTexts()).toBe(1)
  })

  it('back to its first text keeps that text, although the change before is still tidying up', async () => {
    const { document } = await ingest.addFile(file('One.'), ann)
    let tidy = (): void => undefined
    const held = new Promise<void>((resolve) => {
      tidy = resolve
    })
    const slow = { ...objects, remove: (key: string) => held.then(() => objects.remove(key)) }
    now += 1_000
    const changed = build({ objects: slow }).addFile(file('Two.'), ann)
    await expect.poll(() => documents.version(`tenant:${ann.tenant}`)).toBe(2)
    now += 1_000
    await ingest.addFile(file('One.'), ann)
    tidy()
    await changed
    expect(await textOf(document.id)).toBe('One.')
  })

  it.each([
    ['too long', 'x'.repeat(5_000_001), 'file_too_large'],
    ['blank', ' \n', 'page_empty'],
    ['a PDF', '%PDF-1.7', 'file_not_text'],
  ])('that is %s is refused', async (_, text, code) => {
    await expect(ingest.addFile(file(text), ann)).rejects.toMatchObject({ code })
    expect(await storedTexts()).toBe(0)
  })
})

describe('a failure half way', () => {
  it('before the commit leaves no document', async () => {
    const failing = { ...documents, commit: () => Promise.reject(new Error('the store is gone')) }
    await expect(build({ documents: failing }).addFile(file('Thirty days.'), ann)).rejects.toThrow(
      'the store is gone',
    )
    expect(
      await ingest.list({ collection: 'documents', originPrefix: null, cursor: null, limit: 10 }, ann),
    ).toEqual({
      documents: [],
      nextCursor: null,
    })
    expect(await ingest.addFile(file('Thirty days.'), ann)).toMatchObject({ outcome: 'created' })
  })

  it('of removing the old text is none', async () => {
    await ingest.addFile(file('Thirty days.'), ann)
    const failing = { ...objects, remove: () => Promise.reject(new Error('read only')) }
    expect(await build({ objects: failing }).addFile(file('Forty days.'), ann)).toMatchObject({
      outcome: 'replaced',
    })
  })
})

describe('adding a text', () => {
  it('twice is one document, with another title two', async () => {
    const text = { title: 'Leave', text: 'Thirty days.', collection: 'my_documents' as const }
    const first = await ingest.addText(text, ann)
    expect(first).toMatchObject({
      outcome: 'created',
      document: { collection: 'my_documents', origin: null },
    })
    expect(await ingest.addText(text, ann)).toMatchObject({
      outcome: 'unchanged',
      document: { id: first.document.id },
    })
    expect(await ingest.addText({ ...text, title: 'Holidays' }, ann)).toMatchObject({ outcome: 'created' })
  })
})

it('refuses a URL with the code of the page reader', async () => {
  const adding = ingest.addUrl({ url: 'http://127.0.0.1/', collection: 'documents' }, ann, {
    signal: new AbortController().signal,
  })
  await expect(adding).rejects.toMatchObject({ code: 'page_address_refused' })
})

describe('listing, finding, removing', () => {
  it('pages through the documents of an origin', async () => {
    const origins = ['file:///a/1', 'file:///a/2', 'file:///b/1', 'file:///a/3', 'file:///b/2']
    for (const origin of origins) await ingest.addFile(file('Text.', origin), ann)
    const found: (string | null)[] = []
    let cursor: string | null = null
    do {
      const query = { collection: 'documents' as const, originPrefix: 'file:///a/', cursor, limit: 2 }
      const page = await ingest.list(query, ann)
      expect(page.documents.length).toBeLessThanOrEqual(2)
      found.push(...page.documents.map(({ origin }) => origin))
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(found.sort()).toEqual(['file:///a/1', 'file:///a/2', 'file:///a/3'])
  })

  it("never shows one user's documents to another", async () => {
    const { document } = await ingest.addText(
      { title: 'Pay', text: 'Secret.', collection: 'my_documents' },
      ann,
    )
    const bob = { ...ann, user: 'bob' }
    await expect(ingest.get(document.id, bob)).rejects.toMatchObject({ code: 'not_found' })
    await expect(ingest.read(document.id, bob)).rejects.toMatchObject({ code: 'not_found' })
    await expect(ingest.remove(document.id, bob)).rejects.toMatchObject({ code: 'not_found' })
    expect(await ingest.get(document.id, ann)).toMatchObject({ title: 'Pay' })
  })

  it.each(['text', 'answers', 'document'])(
    'can be removed again, or put in anew, where its %s failed to go',
    async (failing) => {
      const fail = async () => {
        throw new IngotError('store_unavailable', 'Away.')
      }
      const { document } = await ingest.addFile(file('Thirty days.'), ann)
      const broken = build({
        ...(failing === 'text' ? { objects: { ...objects, remove: fail } } : {}),
        ...(failing === 'answers' ? { onRemove: fail } : {}),
        ...(failing === 'document' ? { documents: { ...documents, commit: fail } } : {}),
      })
      await expect(broken.remove(document.id, ann)).rejects.toMatchObject({ code: 'store_unavailable' })
      expect(
        (await ingest.list({ collection: 'documents', originPrefix: null, cursor: null, limit: 5 }, ann))
          .documents,
      ).toHaveLength(1)
      await ingest.addFile(file('Thirty days.'), ann)
      expect(await textOf(document.id)).toBe('Thirty days.')
      await ingest.remove(document.id, ann)
      expect(await storedTexts()).toBe(0)
      await expect(ingest.get(document.id, ann)).rejects.toMatchObject({ code: 'not_found' })
    },
  )

  it('takes what was made of it before it goes, and what was made meanwhile', async () => {
    const { document } = await ingest.addFile(file('Thirty days.'), ann)
    const there: boolean[] = []
    const watched = build({
      onRemove: async (scope, id) => {
        there.push((await documents.get(scope, id)) !== undefined)
      },
    })
    await watched.remove(document.id, ann)
    expect(there).toEqual([true, false])
  })

  it('removes the document and its text, once', async () => {
    const { document } = await ingest.addFile(file('Thirty days.'), ann)
    await ingest.remove(document.id, ann)
    expect(await storedTexts()).toBe(0)
    await expect(ingest.get(document.id, ann)).rejects.toMatchObject({ code: 'not_found' })
    await expect(ingest.remove(document.id, ann)).rejects.toMatchObject({ code: 'not_found' })
    expect(await ingest.addFile(file('Thirty days.'), ann)).toMatchObject({ outcome: 'created' })
  })
})
