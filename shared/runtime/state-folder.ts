import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { IngotError } from '../errors.ts'

const OWNER_FILE = 'owner.json'
/** It holds the secret by which this machine's commands are let in. */
const OWNERS_ONLY = { mode: 0o600 }

/** Who owns a state folder: one process, which writes down where it listens once it does. */
export type StateOwner = { pid: number; address: string | null }

export type OwnedFolder = {
  /** Known to whoever may read the folder, and to nobody else. */
  secret: string
  /** Tells others where to reach the owner. */
  announce(address: string): Promise<void>
  release(): Promise<void>
}

/** Folders that this very process holds: an old file may carry its pid, from a container's life before. */
const held = new Set<string>()
/** Two processes may take over from a dead one at once; the one whose file is still there after this wins. */
const SETTLE_MS = 150

/**
 * Makes this process the owner of the folder. Throws `already_running`, with the address, while a living
 * process owns it; what a killed one left behind is taken over.
 */
export async function claimStateFolder(folder: string): Promise<OwnedFolder> {
  await makeFolder(folder)
  const file = path.resolve(folder, OWNER_FILE)
  const mine: StateOwner & { claim: string } = { pid: process.pid, address: null, claim: randomUUID() }
  if (!(await createExclusively(file, mine))) {
    const owner = await findOwner(folder)
    if (owner) throw inUse(folder, owner)
    await rm(file, { force: true })
    if (!(await createExclusively(file, mine))) throw inUse(folder, await findOwner(folder))
    await delay(SETTLE_MS)
    if ((await readOwner(folder))?.claim !== mine.claim) throw inUse(folder, await findOwner(folder))
  }
  held.add(file)
  return ownedFolder(file, mine)
}

function inUse(folder: string, owner: StateOwner | undefined): IngotError {
  const who = owner
    ? `process ${owner.pid} at ${owner.address ?? 'an address it has not told yet'}`
    : 'another process'
  return new IngotError('already_running', `${folder} is in use by ${who}`)
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (cause) {
    throw new IngotError(
      'invalid_setting',
      `INGOT_STATE_DIR: ${folder} is no folder and cannot be made one`,
      { cause },
    )
  }
}

/** The living owner of the folder, if there is one; `claim` is its secret. */
export async function findOwner(
  folder: string,
): Promise<(StateOwner & { claim: string | undefined }) | undefined> {
  const owner = await readOwner(folder)
  return owner && isAlive(owner.pid, path.resolve(folder, OWNER_FILE)) ? owner : undefined
}

function ownedFolder(file: string, mine: StateOwner & { claim: string }): OwnedFolder {
  return {
    secret: mine.claim,
    async announce(address) {
      await writeFile(`${file}.new`, JSON.stringify({ ...mine, address }), OWNERS_ONLY)
      await rename(`${file}.new`, file)
    },
    async release() {
      held.delete(file)
      await rm(file, { force: true })
    },
  }
}

/** The file appears with its content or not at all: a link to a file that is written already. */
async function createExclusively(file: string, owner: StateOwner): Promise<boolean> {
  const draft = `${file}.${process.pid}`
  try {
    await writeFile(draft, JSON.stringify(owner), OWNERS_ONLY)
    await link(draft, file)
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw new IngotError('file_unreadable', `${file} cannot be written`, { cause: thrown })
  } finally {
    await rm(draft, { force: true })
  }
}

async function readOwner(folder: string): Promise<(StateOwner & { claim: string | undefined }) | undefined> {
  try {
    const text = await readFile(path.join(folder, OWNER_FILE), 'utf8')
    const { pid, address, claim } = JSON.parse(text) as Partial<StateOwner & { claim: string }>
    if (typeof pid !== 'number') return undefined
    return { pid, address: typeof address === 'string' ? address : null, claim }
  } catch {
    return undefined
  }
}

function isAlive(pid: number, file: string): boolean {
  if (pid === process.pid) return held.has(file)
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
