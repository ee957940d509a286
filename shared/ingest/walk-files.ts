import type { Dirent, Stats } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { IngotError } from '../errors.ts'

export type WalkedFile =
  | { kind: 'file'; path: string; bytes: Uint8Array }
  | { kind: 'refused'; path: string; error: IngotError }

const MAX_FILE_BYTES = 5_000_000
/** Formats of which only a part is text, or that hold many documents. */
const MAX_BYTES_BY_EXTENSION: Partial<Record<string, number>> = {
  '.pdf': 19_000_000,
  '.docx': 19_000_000,
  '.jsonl': 100_000_000,
  '.ndjson': 100_000_000,
}

const EXTENSIONS = new Set([
  ...['.md', '.markdown', '.txt', '.rst', '.html', '.htm', '.xhtml'],
  ...Object.keys(MAX_BYTES_BY_EXTENSION),
])
const SKIPPED_FOLDERS = new Set(['node_modules'])

const refused = (file: string, error: IngotError): WalkedFile => ({ kind: 'refused', path: file, error })

function unreadable(file: string, cause: unknown): WalkedFile {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
  const told = isMissing ? `${file} does not exist.` : `${file} cannot be read.`
  return refused(file, new IngotError('file_unreadable', told, { cause }))
}

async function readWhole(file: string, { size }: Stats): Promise<WalkedFile> {
  const limit = MAX_BYTES_BY_EXTENSION[path.extname(file).toLowerCase()] ?? MAX_FILE_BYTES
  if (size > limit) {
    return refused(file, new IngotError('file_too_large', `${file} is larger than ${limit} bytes.`))
  }
  try {
    return { kind: 'file', path: file, bytes: await readFile(file) }
  } catch (cause) {
    return unreadable(file, cause)
  }
}

/** A file of a folder, or null when nobody would expect it to be read. */
async function readListed(file: string, root: string): Promise<WalkedFile | null> {
  const extension = path.extname(file).toLowerCase()
  if (extension !== '' && !EXTENSIONS.has(extension)) return null
  try {
    const target = await realpath(file)
    const stats = await stat(target)
    // A link may name any file of the machine; only what lies in the folder was offered.
    if (!stats.isFile() || !target.startsWith(root)) return null
    const walked = await readWhole(file, stats)
    const isBinary = walked.kind === 'file' && walked.bytes.subarray(0, 8_192).includes(0)
    return extension === '' && isBinary ? null : walked
  } catch (cause) {
    return unreadable(file, cause)
  }
}

async function* walkFolder(folder: string, root: string): AsyncGenerator<WalkedFile> {
  let entries: Dirent[]
  try {
    entries = await readdir(folder, { withFileTypes: true })
  } catch (cause) {
    yield unreadable(folder, cause)
    return
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue
    const entryPath = path.join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.has(entry.name)) yield* walkFolder(entryPath, root)
    } else if (entry.isFile() || entry.isSymbolicLink()) {
      const walked = await readListed(entryPath, root)
      if (walked !== null) yield walked
    }
  }
}

/**
 * The file, or the files of a format that is read under the folder, in the order of their names. Hidden files,
 * `node_modules`, linked folders and links that leave the folder are passed over. A file named as such is
 * always taken. What cannot be read is told and does not end the walk.
 */
export async function* walkFiles(start: string): AsyncGenerator<WalkedFile> {
  try {
    const stats = await stat(start)
    if (stats.isDirectory()) {
      yield* walkFolder(start, path.join(await realpath(start), path.sep))
    } else if (stats.isFile()) {
      yield await readWhole(start, stats)
    } else {
      yield refused(start, new IngotError('file_unreadable', `${start} is neither a file nor a folder.`))
    }
  } catch (cause) {
    yield unreadable(start, cause)
  }
}
