import { beforeAll, describe, expect, it } from 'vitest'
import type { ObjectStore } from '../../shared/ports/object-store.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

/** What every object store must do. */
export function objectStoreSuite(name: string, make: () => Promise<ObjectStore>): void {
  describe(`object store: ${name}`, () => {
    let objects: ObjectStore
    const textAt = async (key: string) => {
      const bytes = await objects.get(key)
      return bytes && new TextDecoder().decode(bytes)
    }
    beforeAll(async () => {
      objects = await make()
    })

    it('gives back what was put, and nothing under other keys', async () => {
      await objects.put('documents/a b/é', bytesOf('one'))
      expect(await textAt('documents/a b/é')).toBe('one')
      expect(await objects.get('documents/a b/other')).toBeUndefined()
      expect(await objects.get('documents/a b/é/below')).toBeUndefined()
    })

    it('keeps bytes as they are, none included', async () => {
      await objects.put('bytes', Uint8Array.of(0, 255, 13, 10))
      expect([...(await objects.get('bytes'))!]).toEqual([0, 255, 13, 10])
      await objects.put('empty', new Uint8Array())
      expect((await objects.get('empty'))?.length).toBe(0)
    })

    it('does not read an object that is larger than its reader takes', async () => {
      await objects.put('large', bytesOf('x'.repeat(1_001)))
      await expect(objects.get('large', { limitBytes: 1_000 })).rejects.toMatchObject({
        code: 'file_too_large',
      })
      expect((await objects.get('large', { limitBytes: 1_001 }))?.length).toBe(1_001)
      expect(await objects.get('not there', { limitBytes: 1 })).toBeUndefined()
    })

    it('replaces an object whole, whoever reads meanwhile', async () => {
      const old = 'a'.repeat(1_000_000)
      const next = 'b'.repeat(500_000)
      await objects.put('replaced', bytesOf(old))
      const reads: Promise<string | undefined>[] = []
      const puts = Array.from({ length: 10 }, (_, index) =>
        objects.put('replaced', bytesOf(index % 2 === 0 ? next : old)),
      )
      for (let index = 0; index < 20; index += 1) reads.push(textAt('replaced'))
      await Promise.all(puts)
      for (const text of await Promise.all(reads)) expect([old, next]).toContain(text)
    })

    it('removes an object, and does not mind when it is not there', async () => {
      await objects.put('removed', bytesOf('x'))
      await objects.remove('removed')
      expect(await objects.get('removed')).toBeUndefined()
      await objects.remove('removed')
      await objects.remove('never/there')
    })

    it.each(['', '/a', 'a/', 'a//b', '..', '../a', 'a/../../b', '.', 'a/./b', 'a\0b', 'a\\..\\b'])(
      'refuses the key %j',
      async (key) => {
        const refused = { code: 'invalid_request' }
        await expect(objects.put(key, bytesOf('x'))).rejects.toMatchObject(refused)
        await expect(objects.get(key)).rejects.toMatchObject(refused)
        await expect(objects.remove(key)).rejects.toMatchObject(refused)
      },
    )
  })
}
