import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startTestStore, type TestStore } from '../../support/local-store.ts'
import { createUploadsWorld, TEXT, type UploadsWorld } from '../../support/uploads-world.ts'

const FULL = { code: 'documents_quota_exceeded', retryable: false }

let store: TestStore
let world: UploadsWorld
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.close())
afterEach(() => world.close())

const text = (n: number, of = TEXT) => ({
  title: `Tides ${n}`,
  text: of,
  collection: 'my_documents' as const,
})
const outcomesOf = async (tries: Promise<unknown>[]) => {
  const outcomes = await Promise.allSettled(tries)
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(FULL)
  }
  return outcomes.filter(({ status }) => status === 'fulfilled').length
}

describe('a quota of documents', () => {
  it('lets in as many as there is room for, however many come at once, by two servers', async () => {
    world = await createUploadsWorld(store, { allowed: { documents: 5, bytes: 10_000 } })
    const { ann, ingest, build } = world
    const other = build()
    const adding = Array.from({ length: 12 }, (_, n) => (n % 2 ? ingest : other).addText(text(n), ann))
    expect(await outcomesOf(adding)).toBe(5)
    expect(await world.listed()).toHaveLength(5)
    expect(await world.filesLeft()).toBe(5)
  })

  it('counts bytes of text, and gives back what is removed', async () => {
    world = await createUploadsWorld(store, { allowed: { documents: 5, bytes: 100 } })
    const { ann, ingest } = world
    const { document } = await ingest.addText(text(1, '潮'.repeat(30)), ann)
    await expect(ingest.addText(text(2, 'x'.repeat(11)), ann)).rejects.toMatchObject({
      ...FULL,
      quota: { documents: { used: 1, allowed: 5 }, bytes: { used: 90, allowed: 100 } },
    })
    await ingest.remove(document.id, ann)
    await ingest.addText(text(2, 'x'.repeat(11)), ann)
  })

  it('counts uploads from when they are announced, by their size, until they are removed', async () => {
    world = await createUploadsWorld(store, { allowed: { documents: 3, bytes: 10_000 } })
    const { ann, ingest } = world
    await ingest.addText(text(1), ann)
    expect(await outcomesOf(Array.from({ length: 8 }, () => world.start()))).toBe(2)
    await expect(world.start()).rejects.toMatchObject({ quota: { documents: { used: 3, allowed: 3 } } })
    const [first] = (await world.listed()).filter(([, state]) => state === 'awaiting_upload')
    await ingest.remove(first?.[0] ?? '', ann)
    await world.start()
  })

  it('lets in no upload too many by two servers', async () => {
    world = await createUploadsWorld(store, { allowed: { documents: 3, bytes: 10_000 } })
    const { ann, request, build } = world
    const servers = [build(), build()]
    const starts = Array.from({ length: 10 }, (_, n) => servers[n % 2]!.startUpload(request, ann))
    expect(await outcomesOf(starts)).toBeLessThanOrEqual(3)
  })

  it('that is full by the time the file has come fails the upload, with nothing left of it', async () => {
    world = await createUploadsWorld(store, { allowed: { documents: 1, bytes: 10_000 } })
    const { ann, ingest } = world
    const { id, key } = await world.sent()
    await ingest.addText(text(1), ann)
    expect(await ingest.processUpload({ key })).toBe('failed')
    expect((await ingest.get(id, ann)).error?.code).toBe('documents_quota_exceeded')
    expect(await world.filesLeft()).toBe(1)
    await ingest.remove(id, ann)
    expect(await world.listed()).toHaveLength(1)
  })
})
