import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestStore, type TestStore } from '../../support/local-store.ts'
import {
  BYTES,
  createUploadsWorld,
  sent,
  TEXT,
  tokenOf,
  type UploadsWorld,
} from '../../support/uploads-world.ts'

const HOUR_MS = 3_600_000

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

describe('an upload', () => {
  it('goes from awaiting over processing to a document of the same id', async () => {
    const { ingest, ann } = world
    const upload = await world.start()
    expect(upload).toEqual({
      id: expect.stringMatching(/^doc_[0-9a-f]{24}$/),
      url: expect.stringMatching(/^\/uploads\/[\w-]+\.[\w-]+$/),
      method: 'PUT',
      headers: { 'content-type': 'text/markdown' },
      expires_at: '2026-01-02T03:19:05.000Z',
    })
    expect(await ingest.get(upload.id, ann)).toEqual({
      ...{ id: upload.id, title: 'tides.md', origin: null, collection: 'my_documents', language: null },
      ...{ characters: 0, state: 'awaiting_upload', updated_at: '2026-01-02T03:04:05.000Z' },
    })
    await ingest.receiveUpload(
      tokenOf(upload),
      sent(async (size) => BYTES.subarray(0, size)),
    )
    expect(await ingest.get(upload.id, ann)).toMatchObject({ state: 'processing', progress: 0 })
    expect(await world.listed()).toEqual([[upload.id, 'processing']])
    expect(await ingest.processUpload({ key: world.received[0] ?? '' })).toBe('ready')
    expect(await ingest.get(upload.id, ann)).toMatchObject({ id: upload.id, title: 'Tides', state: 'ready' })
    expect((await ingest.read(upload.id, ann)).text).toBe(TEXT)
    expect(await world.listed()).toEqual([[upload.id, 'ready']])
    expect(await world.filesLeft()).toBe(1)
  })

  it('tells how far it is while it is processed', async () => {
    const told: unknown[] = []
    const watching = world.build({
      shelf: (shelf) => ({
        ...shelf,
        addFile: (file, caller) =>
          shelf.addFile(
            {
              ...file,
              async beforeStoring() {
                told.push((await watching.get(file.id ?? '', world.ann)).progress)
                await file.beforeStoring?.()
                told.push((await watching.get(file.id ?? '', world.ann)).progress)
              },
            },
            caller,
          ),
      }),
    })
    await watching.processUpload({ key: (await world.sent()).key })
    expect(told).toEqual([20, 70])
  })

  it('that is no text fails, says why, and its file goes', async () => {
    const { ingest, ann } = world
    const { id, key } = await world.sent(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
    expect(await ingest.processUpload({ key })).toBe('failed')
    expect(await ingest.get(id, ann)).toMatchObject({
      state: 'failed',
      error: { code: 'file_not_text', message: expect.stringContaining('"tides.md"') },
    })
    expect(await world.filesLeft()).toBe(0)
    expect(await ingest.processUpload({ key })).toBe('failed')
  })

  it('that is too large is refused, and so is one that grew on its way', async () => {
    const { ingest, ann } = world
    await expect(ingest.startUpload({ ...world.request, size: 1_001 }, ann)).rejects.toMatchObject({
      code: 'file_too_large',
    })
    const { id, key } = await world.sent()
    await world.objects.put(key, new Uint8Array(BYTES.length + 1))
    expect(await ingest.processUpload({ key })).toBe('failed')
    expect((await ingest.get(id, ann)).error?.code).toBe('file_too_large')
  })

  it('is nobody else’s to see or remove', async () => {
    const { ingest, ann } = world
    const { id } = await world.start()
    const bob = { ...ann, user: 'bob' }
    await expect(ingest.get(id, bob)).rejects.toMatchObject({ code: 'not_found' })
    await expect(ingest.remove(id, bob)).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.stateOf(id)).toBe('awaiting_upload')
  })
})

describe('the address of an upload', () => {
  it('takes nothing by another token, nor after its end', async () => {
    const { ingest } = world
    const upload = await world.start()
    const other = await world.start()
    const [payload = ''] = tokenOf(upload).split('.')
    const [, signature = ''] = tokenOf(other).split('.')
    const put = (token: string) =>
      ingest.receiveUpload(
        token,
        sent(async () => BYTES),
      )
    for (const token of [
      `${payload}.${signature}`,
      `${payload}.`,
      'x.y',
      '',
      `${payload}.${'A'.repeat(43)}`,
    ]) {
      await expect(put(token)).rejects.toMatchObject({ code: 'not_found' })
    }
    world.pass(HOUR_MS)
    await expect(put(tokenOf(upload))).rejects.toMatchObject({ code: 'not_found' })
    expect(await world.filesLeft()).toBe(0)
  })

  it('takes the announced bytes of the announced type alone, once, and does not mind a repetition', async () => {
    const { ingest } = world
    const upload = await world.start()
    const put = (bytes: Uint8Array) =>
      ingest.receiveUpload(
        tokenOf(upload),
        sent(async () => bytes),
      )
    for (const mediaType of ['text/html', undefined]) {
      const other = { ...sent(async () => BYTES), mediaType }
      await expect(ingest.receiveUpload(tokenOf(upload), other)).rejects.toMatchObject({
        ...{ code: 'unsupported_media_type', message: expect.stringContaining('text/markdown') },
      })
    }
    await expect(put(BYTES.subarray(1))).rejects.toMatchObject({ code: 'invalid_request' })
    await put(BYTES)
    await put(BYTES)
    expect(world.received).toHaveLength(1)
  })
})

describe('removing an upload leaves nothing', () => {
  const gone = async (id: string) => {
    expect(await world.stateOf(id)).toBe('not_found')
    expect(await world.listed()).toEqual([])
    expect(await world.filesLeft()).toBe(0)
  }

  it('before the file has come, and when it comes all the same', async () => {
    const upload = await world.start()
    const removeMeanwhile = async () => {
      await world.ingest.remove(upload.id, world.ann)
      return BYTES
    }
    await expect(world.ingest.receiveUpload(tokenOf(upload), sent(removeMeanwhile))).rejects.toMatchObject({
      code: 'not_found',
    })
    await gone(upload.id)
    // As S3 would take it, which knows nothing of us.
    const key = `uploads/${'a'.repeat(24)}/${upload.id}`
    await world.objects.put(key, BYTES)
    expect(await world.ingest.processUpload({ key })).toBe('gone')
    await gone(upload.id)
  })

  it('before it is processed', async () => {
    const { id, key } = await world.sent()
    await world.ingest.remove(id, world.ann)
    await gone(id)
    expect(await world.ingest.processUpload({ key })).toBe('gone')
    await gone(id)
  })

  it.each(['before', 'after'])('while it is processed, %s the document is stored', async (when) => {
    const { id, key } = await world.sent()
    const removing = world.build({
      shelf: (shelf) => ({
        ...shelf,
        async addFile(file, caller) {
          if (when === 'before') await world.ingest.remove(id, world.ann)
          const added = await shelf.addFile(file, caller)
          if (when === 'after') await world.ingest.remove(id, world.ann)
          return added
        },
      }),
    })
    expect(await removing.processUpload({ key })).toBe('gone')
    await gone(id)
  })

  it('while it is processed by somebody who dies of it, once it is swept', async () => {
    const { id, key } = await world.sent()
    await world.dyingOf(key, (die) => ({
      shelf: (shelf) => ({
        async addFile(file, caller) {
          await world.ingest.remove(id, world.ann)
          // It had looked just before.
          await shelf.addFile({ ...file, beforeStoring: async () => undefined }, caller)
          return die()
        },
      }),
    }))
    expect(await world.filesLeft()).toBe(1)
    world.pass(121_000)
    await world.ingest.sweepUploads()
    await gone(id)
  })

  it('when it has failed, and when it is ready', async () => {
    const failed = await world.sent(new Uint8Array(8))
    await world.ingest.processUpload(failed)
    await world.ingest.remove(failed.id, world.ann)
    await gone(failed.id)
    const ready = await world.sent()
    await world.ingest.processUpload(ready)
    await world.ingest.remove(ready.id, world.ann)
    await gone(ready.id)
    await expect(world.ingest.remove(ready.id, world.ann)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('sweeping uploads', () => {
  it('removes what nobody world.sent, what failed, and the files of both, in their time', async () => {
    const awaited = await world.start()
    const failed = await world.sent(new Uint8Array(8))
    await world.ingest.processUpload(failed)
    world.pass(HOUR_MS)
    await world.ingest.sweepUploads()
    expect(await world.stateOf(awaited.id)).toBe('awaiting_upload')
    world.pass(HOUR_MS)
    await world.objects.put(`uploads/${failed.key.split('/')[1]}/${awaited.id}`, BYTES)
    await world.ingest.sweepUploads()
    expect([await world.stateOf(awaited.id), await world.stateOf(failed.id)]).toEqual(['not_found', 'failed'])
    expect(await world.filesLeft()).toBe(0)
    world.pass(24 * HOUR_MS)
    await world.ingest.sweepUploads()
    expect(await world.stateOf(failed.id)).toBe('not_found')
  })

  it('goes on with what a process that ended has left', async () => {
    const { id } = await world.sent()
    await world.ingest.sweepUploads()
    expect(await world.stateOf(id)).toBe('ready')
  })
})
