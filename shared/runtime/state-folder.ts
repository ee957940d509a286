import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { IngotError } from '../errors.ts'

const OWNER_FILE = 'owner.json'

/** Who owns a state folder: one process, which writes down where it listens once it does. */
export type StateOwner = { pid: number; address: string | null }

export type OwnedFolder = {
  /** Tells others where to reach the owner. */
  announce(address: string): Promise<void>
  release(): Promise<void>
}

/**
 * Makes this process the owner of the folder. Throws `already_running`, with the address, while a living
 * process owns it; what a killed one left behind is taken over.
 */
export async function claimStateFolder(folder: string): Promise<OwnedFolder> {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, OWNER_FILE)
  const mine: StateOwner = { pid: process.pid, address: null }
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await createExclusively(file, mine)) return ownedFolder(file)
    const owner = await readOwner(folder)
    if (owner && isAlive(owner.pid)) {
      const where = owner.address ?? 'an address it has not told yet'
      const message = `${folder} is in use by process ${owner.pid} at ${where}`
      throw new IngotError('already_running', message)
    }
    await rm(file, { force: true })
  }
  throw new IngotError('already_running', `${folder} is being taken by another process`)
}

/** The living owner of the folder, if there is one. */
export async function findOwner(folder: string): Promise<StateOwner | undefined> {
  const owner = await readOwner(folder)
  return owner && isAlive(owner.pid) ? owner : undefined
}

function ownedFolder(file: string): OwnedFolder {
  return {
    async announce(address) {
      const announced: StateOwner = { pid: process.pid, address }
      await writeFile(`${file}.new`, JSON.stringify(announced))
      await rename(`${file}.new`, file)
    },
    release: () => rm(file, { force: true }),
  }
}

async function createExclusively(file: string, owner: StateOwner): Promise<boolean> {
  try {
    const handle = await open(file, 'wx')
    await handle.writeFile(JSON.stringify(owner))
    await handle.close()
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new IngotError('file_unreadable', `${file} cannot be written`, { cause: thrown })
  }
}

async function readOwner(folder: string): Promise<StateOwner | undefined> {
  try {
    const { pid, address } = JSON.parse(
      await readFile(path.join(folder, OWNER_FILE), 'utf8'),
    ) as Partial<StateOwner>
    return typeof pid === 'number'
      ? { pid, address: typeof address === 'string' ? address : null }
      : undefined
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return true
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
