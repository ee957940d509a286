import { spawnSync } from 'node:child_process'
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createFileObjectStore } from '../../shared/adapters/files/object-store.ts'
import { objectStoreSuite } from './object-store-suite.ts'

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'ingot-objects-'))
})
afterAll(() => rm(directory, { recursive: true }))

objectStoreSuite('files', async () => createFileObjectStore({ directory: path.join(directory, 'suite') }))

describe('objects in files', () => {
  const temporary = () => path.join(directory, 'swept', '.tmp')

  it('leaves no temporary file behind, and refuses keys that name one', async () => {
    const objects = createFileObjectStore({ directory: path.join(directory, 'clean') })
    await objects.put('a/b', Uint8Array.of(1))
    expect(await readdir(path.join(directory, 'clean', '.tmp'))).toEqual([])
    await expect(objects.put('.tmp/x', Uint8Array.of(1))).rejects.toMatchObject({ code: 'invalid_request' })
  })

  it('sweeps what a dead process left, and spares what a living one is writing', async () => {
    createFileObjectStore({ directory: path.join(directory, 'swept') })
    const dead = spawnSync(process.execPath, ['--version']).pid
    const name = {
      dead: `${hostname()}~${dead}~x`,
      living: `${hostname()}~${process.pid}~x`,
      away: 'other~1~x',
    }
    for (const file of Object.values(name)) await writeFile(path.join(temporary(), file), 'half')
    createFileObjectStore({ directory: path.join(directory, 'swept') })
    expect((await readdir(temporary())).sort()).toEqual([name.living, name.away].sort())

    const twoHoursAgo = Date.now() / 1_000 - 7_200
    await utimes(path.join(temporary(), name.away), twoHoursAgo, twoHoursAgo)
    createFileObjectStore({ directory: path.join(directory, 'swept') })
    expect(await readdir(temporary())).toEqual([name.living])
  })

  it('tells a folder that cannot be used as store_unavailable', async () => {
    const file = path.join(directory, 'a file')
    await writeFile(file, '')
    expect(() => createFileObjectStore({ directory: file })).toThrow(
      expect.objectContaining({ code: 'store_unavailable' }),
    )
  })
})
