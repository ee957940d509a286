import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestStore, type TestStore } from '../../support/local-store.ts'
import { createUploadsWorld, type UploadsWorld } from '../../support/uploads-world.ts'

const LATER = { code: 'superseded', retryable: true }

let store: TestStore
let world: UploadsWorld
beforeAll(async () => {
  store = await startTestStore()
})
afterAll(() => store.close())
beforeEach(async () => {
  world = await createUploadsWorld(store)
})
afterEach(() => world.close())

describe('processing an upload', () => {
  it('twice, or five times at once, makes one document', async () => {
    const { id, key } = await world.sent()
    const outcomes = await Promise.allSettled(
      Array.from({ length: 5 }, () => world.ingest.processUpload({ key })),
    )
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject(LATER)
    }
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).not.toEqual([])
    expect(await world.ingest.processUpload({ key })).toBe('gone')
    expect(await world.stateOf(id)).toBe('ready')
    expect(await world.documents.version(`user:${world.ann.tenant}/ann`)).toBe(1)
    expect(await world.filesLeft()).toBe(1)
  })

  type Death = Parameters<UploadsWorld['dyingOf']>[1]
  const DEATHS: [string, Death][] = [
    ['while it reads the file', (die) => ({ objects: () => ({ get: die }) })],
    ['before it stores the document', (die) => ({ shelf: () => ({ addFile: die }) })],
    [
      'after it has stored the document',
      (die) => ({ shelf: ({ addFile }) => ({ addFile: (...file) => addFile(...file).then(die) }) }),
    ],
    [
      'after it has removed the file',
      (die) => ({ objects: ({ remove }) => ({ remove: (key) => remove(key).then(die) }) }),
    ],
  ]
  it.each(DEATHS)('goes on in another process when one dies %s', async (_, death) => {
    const { id, key } = await world.sent()
    await world.dyingOf(key, death)
    await expect(world.ingest.processUpload({ key })).rejects.toMatchObject(LATER)
    world.pass(121_000)
    expect(await world.ingest.processUpload({ key })).toBe('ready')
    expect(await world.stateOf(id)).toBe('ready')
    expect(await world.documents.version(`user:${world.ann.tenant}/ann`)).toBe(1)
    expect(await world.filesLeft()).toBe(1)
  })

  it('is not tried for ever with a file that ends every process', async () => {
    const { id, key } = await world.sent()
    for (let death = 0; death < 3; death += 1) {
      await world.dyingOf(key, (die) => ({ shelf: () => ({ addFile: die }) }))
      world.pass(121_000)
    }
    expect(await world.ingest.processUpload({ key })).toBe('failed')
    expect((await world.ingest.get(id, world.ann)).error?.code).toBe('file_unreadable')
  })

  it('is not given up when it was done each time but for the last step', async () => {
    const { id, key } = await world.sent()
    for (let death = 0; death < 3; death += 1) {
      await world.dyingOf(key, (die) => ({
        objects: ({ remove }) => ({ remove: (of) => remove(of).then(die) }),
      }))
      world.pass(121_000)
    }
    expect(await world.ingest.processUpload({ key })).toBe('ready')
    expect(await world.stateOf(id)).toBe('ready')
  })

  it('that fails for now is done again by the next delivery, however often', async () => {
    const { key } = await world.sent()
    const failing = world.build({ objects: () => ({ get: () => Promise.reject(new Error('S3 is away')) }) })
    for (let time = 0; time < 5; time += 1) {
      await expect(failing.processUpload({ key })).rejects.toMatchObject({ retryable: true })
    }
    expect(await world.ingest.processUpload({ key })).toBe('ready')
  })

  it.each(['documents/a/b', 'uploads/', 'uploads/../x', '../uploads/a/doc_1'])(
    'passes over %s',
    async (key) => {
      expect(await world.ingest.processUpload({ key })).toBe('gone')
    },
  )
})
