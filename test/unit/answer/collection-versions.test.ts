import { describe, expect, it } from 'vitest'
import { createCollectionVersions } from '../../../shared/answer/collection-versions.ts'
import { createMemoryDeps, later } from '../../support/cache-deps.ts'

function createVersions() {
  const { clock, pass } = createMemoryDeps()
  const store = { version: 1, reads: 0, failure: undefined as Error | undefined }
  const read = async () => {
    store.reads += 1
    if (store.failure) throw store.failure
    return store.version
  }
  return { clock, pass, store, versions: createCollectionVersions({ documents: { version: read }, clock }) }
}

describe('the versions of collections', () => {
  it('are read once in two seconds', async () => {
    const { versions, store, pass } = createVersions()
    expect(await versions.of('a')).toBe(1)
    store.version = 2
    pass(1_999)
    expect(await versions.of('a')).toBe(1)
    expect(store.reads).toBe(1)
    pass(1)
    expect(await versions.of('a')).toBe(2)
    expect(await versions.of('b')).toBe(2)
    expect(store.reads).toBe(3)
  })

  it('are read once for all who ask at the same time', async () => {
    const { versions, store } = createVersions()
    expect(await Promise.all([versions.of('a'), versions.of('a'), versions.of('a')])).toEqual([1, 1, 1])
    expect(store.reads).toBe(1)
  })

  it('are known at once after a commit here', async () => {
    const { versions, store } = createVersions()
    await versions.of('a')
    versions.changed('a', 7)
    expect(await versions.of('a')).toBe(7)
    expect(store.reads).toBe(1)
  })

  it('never go back to what a read brings that a commit has overtaken', async () => {
    const { clock } = createMemoryDeps()
    const reading = later<number>()
    const versions = createCollectionVersions({ documents: { version: () => reading.promise }, clock })
    const asked = versions.of('a')
    versions.changed('a', 5)
    reading.keep(4)
    expect(await asked).toBe(5)
    expect(await versions.of('a')).toBe(5)
  })

  it('are the last that was heard while the store is away, and a failure when nothing was', async () => {
    const { versions, store, pass } = createVersions()
    await versions.of('a')
    store.failure = new Error('away')
    pass(10_000)
    expect(await versions.of('a')).toBe(1)
    await expect(versions.of('b')).rejects.toThrow('away')
    store.failure = undefined
    store.version = 3
    expect([await versions.of('a'), await versions.of('b')]).toEqual([3, 3])
  })
})
