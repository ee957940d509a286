import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createLocalIndex } from '../../shared/adapters/local-index/document-index.ts'
import { COLLECTION, DOCUMENTS, edition } from './index-editions.ts'

const KILLS = 24
const CHILD = new URL('./index-kill-child.ts', import.meta.url).pathname

describe('the local index under kill -9', () => {
  let directory: string
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'ingot-index-kill-'))
  })
  afterAll(() => rm(directory, { recursive: true }))

  /** Applies the next edition in a process of its own, which dies at the given write, or lives for 0. */
  function applyNext(killAtWrite: number) {
    const words = ['--import', 'tsx', CHILD, directory, String(killAtWrite)]
    const { signal, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' })
    return { signal, writes: Number(stdout), stderr }
  }

  async function journalBytes(): Promise<number> {
    const journal = (await readdir(directory)).find((name) => name.endsWith('-journal'))
    return journal ? (await stat(path.join(directory, journal))).size : 0
  }

  /** The version, after checking that every document and every word belongs to it. */
  async function wholeVersion(): Promise<number> {
    const index = createLocalIndex({ directory })
    const version = await index.version(COLLECTION)
    for (let order = 0; order < DOCUMENTS; order += 1) {
      const passages = await index.passagesOf(COLLECTION, `doc_${order}`, { limit: 100 })
      expect(new Set(passages.map(({ text }) => text.split(' ')[0]))).toEqual(new Set([`edition${version}`]))
      expect(passages).toHaveLength(8)
    }
    const hits = async (word: string) => (await index.search(COLLECTION, word, { limit: 1_000 })).hits.length
    expect(await hits(`edition${version}`)).toBe(480)
    expect(await hits(`edition${version + 1}`)).toBe(0)
    expect(await hits(`edition${version - 1}`)).toBe(0)
    expect(await index.size(COLLECTION)).toEqual({ documents: 60, passages: 480 })
    index.close()
    return version
  }

  it('holds the edition before or after the transaction, whichever write it died at', async () => {
    const first = createLocalIndex({ directory })
    await first.apply(COLLECTION, 1, edition(1))
    first.close()
    const { writes, stderr } = applyNext(0)
    expect(stderr).toBe('')
    expect(await wholeVersion()).toBe(2)

    const versions: number[] = []
    let rolledBack = 0
    for (let kill = 1; kill <= KILLS; kill += 1) {
      expect(applyNext(Math.round((writes * kill) / KILLS)).signal).toBe('SIGKILL')
      if ((await journalBytes()) > 0) rolledBack += 1
      versions.push(await wholeVersion())
    }
    expect(new Set(versions)).toEqual(new Set([2]))
    expect(rolledBack).toBe(KILLS)

    expect(applyNext(1_000_000).signal).toBe('SIGKILL')
    expect(await wholeVersion()).toBe(3)
  }, 120_000)
})
