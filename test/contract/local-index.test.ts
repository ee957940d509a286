import { mkdir, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import sqlite from 'node-sqlite3-wasm'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLocalIndex } from '../../shared/adapters/local-index/document-index.ts'
import { documentIndexSuite, putDocument } from './document-index-suite.ts'

const newDirectory = () => mkdtemp(path.join(tmpdir(), 'ingot-index-'))

documentIndexSuite('local', async () => {
  const directory = await newDirectory()
  return { open: () => createLocalIndex({ directory }), remove: () => rm(directory, { recursive: true }) }
})

describe('the files of the local index', () => {
  const collection = 'tenant:local'
  let directory: string
  let file: string

  beforeEach(async () => {
    directory = await newDirectory()
    const index = createLocalIndex({ directory })
    const texts = Array.from(
      { length: 200 },
      (_, line) => `Line ${line} speaks of apples and of number${line}.`,
    )
    await index.apply(collection, 3, [putDocument('a', texts)])
    index.close()
    const [name] = await readdir(directory)
    file = path.join(directory, name!)
  })
  afterEach(() => rm(directory, { recursive: true }))

  /** What a reader sees, and whether the index can be filled again. */
  async function reopened() {
    const index = createLocalIndex({ directory })
    const { hits, version } = await index.search(collection, 'apples', { limit: 3 })
    const stored = await index.version(collection)
    await index.apply(collection, stored + 1, [putDocument('b', 'One plum.')])
    const plums = (await index.search(collection, 'plum', { limit: 3 })).hits.length
    index.close()
    return { hits: hits.length, version, stored, plums }
  }
  const KEPT = { hits: 3, version: 3, stored: 3, plums: 1 }
  const EMPTY = { hits: 0, version: 0, stored: 0, plums: 1 }

  it('are one for a collection, without its name; closed, they leave no lock and an empty journal', async () => {
    const [database, journal, ...others] = await readdir(directory)
    expect(database).toMatch(/^[0-9a-f]{32}\.sqlite$/)
    expect([journal, others]).toEqual([`${database}-journal`, []])
    expect(await stat(path.join(directory, journal!))).toMatchObject({ size: 0 })
    expect(await reopened()).toEqual(KEPT)
  })

  it('are not made by reading', async () => {
    const index = createLocalIndex({ directory: path.join(directory, 'none') })
    expect(await index.version('user:nobody')).toBe(0)
    expect((await index.search('user:nobody', 'apples', { limit: 3 })).hits).toEqual([])
    await expect(readdir(path.join(directory, 'none'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('open again although a killed process left its lock', async () => {
    await mkdir(`${file}.lock`)
    expect(await reopened()).toEqual(KEPT)
  })

  it('start empty when they are no database', async () => {
    await writeFile(file, 'this is no database, however long it may be. '.repeat(400))
    expect(await reopened()).toEqual(EMPTY)
  })

  it('start empty when they are cut off', async () => {
    const bytes = await readFile(file)
    await writeFile(file, bytes.subarray(0, 100))
    expect(await reopened()).toEqual(EMPTY)
  })

  it('start empty when a page inside is damaged, seen only in use', async () => {
    const { size } = await stat(file)
    const handle = await open(file, 'r+')
    for (let at = 2 * 8_192; at < size; at += 8_192)
      await handle.write(Buffer.alloc(8_192, 0xa5), 0, 8_192, at)
    await handle.close()
    expect(await reopened()).toEqual(EMPTY)
  })

  it('start empty when they are of another schema', async () => {
    const database = new sqlite.Database(file)
    database.exec('PRAGMA user_version = 999')
    database.close()
    expect(await reopened()).toEqual(EMPTY)
  })

  it('start empty when a folder stands in their place', async () => {
    await rm(file)
    await mkdir(file)
    expect(await reopened()).toEqual(EMPTY)
  })

  it('are told as unavailable when the folder cannot be made', async () => {
    const index = createLocalIndex({ directory: path.join(file, 'below-a-file') })
    await expect(index.apply(collection, 1, [])).rejects.toMatchObject({ code: 'store_unavailable' })
  })

  it('are closed when many others are used, and opened again', async () => {
    const index = createLocalIndex({ directory })
    for (let user = 0; user < 20; user += 1)
      await index.apply(`user:${user}`, 1, [putDocument('a', `plum${user}`)])
    for (let user = 0; user < 20; user += 1) {
      expect((await index.search(`user:${user}`, `plum${user}`, { limit: 3 })).hits).toHaveLength(1)
    }
    const locks = (await readdir(directory)).filter((name) => name.endsWith('.lock'))
    expect(locks).toHaveLength(8)
    index.close()
  })
})
