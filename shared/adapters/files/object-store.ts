import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import path from 'node:path'
import { IngotError } from '../../errors.ts'
import type { ObjectStore } from '../../ports/object-store.ts'

/** Inside the directory, so that the rename stays within one file system. No key begins with it. */
const TEMPORARY = '.tmp'

/** No put takes so long; older files are nobody's. */
const ABANDONED_AFTER_MS = 3_600_000

/**
 * Objects as files under `directory`, which several processes may share. A key must not be the folder of
 * another one (`a` and `a/b`). Refuses a bad key with `invalid_request`; a disk that fails is
 * `store_unavailable`.
 */
export function createFileObjectStore({ directory }: { directory: string }): ObjectStore {
  const root = path.resolve(directory)
  const temporary = path.join(root, TEMPORARY)
  try {
    mkdirSync(temporary, { recursive: true })
    sweep(temporary)
  } catch (cause) {
    throw new IngotError('store_unavailable', `${directory} cannot be written.`, { cause })
  }

  return {
    async put(key, bytes) {
      const file = fileOf(root, key)
      const written = path.join(temporary, [hostname(), process.pid, randomUUID()].join('~'))
      try {
        await mkdir(path.dirname(file), { recursive: true })
        // Flushed before the rename: a machine that stops must not leave an empty file under the key.
        await writeFile(written, bytes, { flush: true })
        await rename(written, file)
      } catch (thrown) {
        await rm(written, { force: true })
        throw storeError(thrown)
      }
    },

    async get(key, { limitBytes = Number.POSITIVE_INFINITY } = {}) {
      try {
        const file = fileOf(root, key)
        if (limitBytes < Number.POSITIVE_INFINITY && (await stat(file)).size > limitBytes) {
          throw new IngotError('file_too_large', `The object is larger than ${limitBytes} bytes.`)
        }
        return await readFile(file)
      } catch (thrown) {
        if (isAbsent(thrown)) return undefined
        throw storeError(thrown)
      }
    },

    async remove(key) {
      try {
        await rm(fileOf(root, key))
      } catch (thrown) {
        if (!isAbsent(thrown)) throw storeError(thrown)
      }
    },
  }
}

function fileOf(root: string, key: string): string {
  const names = key.split('/')
  const isBad = (name: string) => name === '' || name === '.' || name === '..'
  if (names.some(isBad) || names[0] === TEMPORARY || /[\0\\]/.test(key)) {
    throw new IngotError('invalid_request', `Not a key of an object: ${JSON.stringify(key)}`)
  }
  return path.join(root, ...names)
}

/** Removes what puts of killed processes have left, and spares those that are running now. */
function sweep(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    const [host, pid] = name.split('~')
    const file = path.join(temporary, name)
    const isOrphan = host === hostname() && !isAlive(Number(pid))
    if (isOrphan || isOlderThan(file, ABANDONED_AFTER_MS)) rmSync(file, { force: true })
  }
}

function isOlderThan(file: string, ms: number): boolean {
  const modified = statSync(file, { throwIfNoEntry: false })?.mtimeMs
  return modified !== undefined && Date.now() - modified > ms
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return codeOf(thrown) === 'EPERM'
  }
}

const codeOf = (thrown: unknown) => (thrown as NodeJS.ErrnoException).code

const isAbsent = (thrown: unknown) => codeOf(thrown) === 'ENOENT' || codeOf(thrown) === 'ENOTDIR'

const storeError = (cause: unknown) =>
  cause instanceof IngotError
    ? cause
    : new IngotError('store_unavailable', 'The object store failed.', { cause })
