import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { SingleBar } from 'cli-progress'
import { DocumentList, DocumentResponse } from '../../../shared/api/documents.ts'
import { toIngotError } from '../../../shared/errors.ts'
import { type WalkedFile, walkFiles } from '../../../shared/ingest/walk-files.ts'
import { mapConcurrent } from '../../../shared/lib/map-concurrent.ts'
import type { Connection } from './connect.ts'
import { request } from './request.ts'
import type { Terminal } from './terminal.ts'

const UPLOADS_AT_ONCE = 4

type Options = { server: Connection; terminal: Terminal; signal: AbortSignal }
type Tally = Record<'created' | 'replaced' | 'unchanged' | 'refused' | 'removed', number>

/** Ingests pages, files and folders. What is refused is told, one line each, and the rest goes on. */
export async function ingestPaths(docs: readonly string[], options: Options): Promise<void> {
  for (const doc of docs) {
    const tally: Tally = { created: 0, replaced: 0, unchanged: 0, refused: 0, removed: 0 }
    if (/^https?:\/\//i.test(doc)) await ingestPage(doc, tally, options)
    else await ingestFiles(doc, tally, options)
    const told = Object.entries(tally).filter(([, count]) => count > 0)
    options.terminal.note(
      `${doc}: ${told.map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'nothing to read'}`,
    )
  }
}

async function ingestPage(url: string, tally: Tally, { server, terminal, signal }: Options): Promise<void> {
  try {
    const body = JSON.stringify({ url })
    const headers = { 'content-type': 'application/json' }
    const response = await request(`${server.address}/v1/documents`, {
      method: 'POST',
      headers,
      body,
      signal,
    })
    tally[DocumentResponse.parse(await response.json()).outcome] += 1
  } catch (thrown) {
    signal.throwIfAborted()
    tally.refused += 1
    terminal.note(`  ${url}: ${toIngotError(thrown).message}`)
  }
}

async function ingestFiles(root: string, tally: Tally, options: Options): Promise<void> {
  const { terminal, signal } = options
  const files: WalkedFile[] = []
  for await (const file of walkFiles(root)) files.push(file)
  const bar = new SingleBar({
    format: '{bar} {value}/{total} files  {file}',
    stream: terminal.progressStream,
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  })
  const refused: string[] = []
  const kept = new Set<string>()
  if (terminal.watched) bar.start(files.length, 0, { file: '' })
  for await (const { file, outcome, message } of mapConcurrent(files, UPLOADS_AT_ONCE, (file) =>
    upload(file, options),
  )) {
    tally[outcome] += 1
    // A file that is there but could not be read now keeps what was ingested of it before.
    kept.add(originOf(file.path))
    if (message) refused.push(`  ${file.path}: ${message}`)
    bar.increment({ file: path.basename(file.path) })
  }
  bar.stop()
  signal.throwIfAborted()
  for (const line of refused) terminal.note(line)
  // A path that is missing as a whole is a mistake, not a wish to remove everything under it.
  if (files.some(({ kind }) => kind === 'file')) tally.removed = await removeVanished(root, kept, options)
}

const originOf = (file: string) => pathToFileURL(path.resolve(file)).href

type Uploaded = { file: WalkedFile; outcome: keyof Tally; message: string | null }

async function upload(file: WalkedFile, { server, signal }: Options): Promise<Uploaded> {
  if (file.kind === 'refused') return { file, outcome: 'refused', message: file.error.message }
  try {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(file.bytes)]), path.basename(file.path))
    form.set('origin', originOf(file.path))
    const response = await request(`${server.address}/v1/documents`, { method: 'POST', body: form, signal })
    return { file, outcome: DocumentResponse.parse(await response.json()).outcome, message: null }
  } catch (thrown) {
    signal.throwIfAborted()
    return { file, outcome: 'refused', message: toIngotError(thrown).message }
  }
}

/** Removes the documents of files that are no longer under the folder. */
async function removeVanished(
  root: string,
  kept: ReadonlySet<string>,
  { server, signal }: Options,
): Promise<number> {
  const vanished: string[] = []
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({
      origin_prefix: `${originOf(root)}/`,
      limit: '500',
      ...(cursor ? { cursor } : {}),
    })
    const response = await request(`${server.address}/v1/documents?${query}`, { signal })
    const page = DocumentList.parse(await response.json())
    vanished.push(
      ...page.documents.filter(({ origin }) => origin !== null && !kept.has(origin)).map(({ id }) => id),
    )
    cursor = page.next_cursor
  } while (cursor !== null)
  for (const id of vanished)
    await request(`${server.address}/v1/documents/${id}`, { method: 'DELETE', signal })
  return vanished.length
}
