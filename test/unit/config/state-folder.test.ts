import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimStateFolder, findOwner } from '../../../shared/runtime/state-folder.ts'

describe('a state folder', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ingot-owner-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))
  const leave = (owner: object) => writeFile(path.join(folder, 'owner.json'), JSON.stringify(owner))

  it('has one owner, whose address is told', async () => {
    const owned = await claimStateFolder(folder)
    await owned.announce('http://127.0.0.1:1')
    await expect(claimStateFolder(folder)).rejects.toMatchObject({
      code: 'already_running',
      message: `${folder} is in use by process ${process.pid} at http://127.0.0.1:1`,
    })
    await owned.release()
    expect(await findOwner(folder)).toBeUndefined()
    await (await claimStateFolder(folder)).release()
  })

  it('is taken over from a process that is no more', async () => {
    await leave({ pid: 2 ** 22 + 1, address: 'http://127.0.0.1:1' })
    await (await claimStateFolder(folder)).release()
  })

  it('is taken over from a former process that had the same number', async () => {
    await leave({ pid: process.pid, address: 'http://127.0.0.1:1' })
    await (await claimStateFolder(folder)).release()
  })

  it('belongs to a living process of another number', async () => {
    await leave({ pid: process.ppid, address: null })
    await expect(claimStateFolder(folder)).rejects.toMatchObject({ code: 'already_running' })
  })

  it('that is a file is a wrong setting', async () => {
    await writeFile(path.join(folder, 'file'), '')
    const claim = claimStateFolder(path.join(folder, 'file'))
    await expect(claim).rejects.toMatchObject({ code: 'invalid_setting' })
  })
})
