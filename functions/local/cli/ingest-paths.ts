import { SingleBar } from 'cli-progress'
import { DocumentResponse } from '../../../shared/api/documents.ts'
import { toIngotError } from '../../../shared/errors.ts'
import { walkFiles } from '../../../shared/ingest/walk-files.ts'
import { mapConcurrent } from '../../../shared/lib/map-concurrent.ts'
import type { Connection } from './connect.ts'
import { listDocuments } from './list-documents.ts'
import { request } from './request.ts'
import type { Terminal } from './terminal.ts'
import { originOf, type Upload, uploadsOf } from './uploads.ts'

const UPLOADS_AT_ONCE = 4

type Options = { server: Connection; terminal: Terminal; signal: AbortSignal }
type Tally = Record<'created' | 'replaced' | 'unchanged' | 'refused' | 'removed', number>

/**
 * Ingests pages, files and folders. What is refused is told, one line each, and the rest goes on. False when
 * one of those named gave nothing at all.
 */
export async function ingestPaths(docs: readonly string[], options: Options): Promise<boolean> {
  let isWhole = true
  for (const doc of docs) {
    const tally: Tally = { created: 0, replaced: 0, unchanged: 0, refused: 0, removed: 0 }
    if (/^https?:\/\//i.test(doc)) await ingestPage(doc, tally, options)
    else await ingestFiles(doc, tally, options)
    const told = Object.entries(tally).filter(([, count]) => count > 0)
    if (told.every(([outcome]) => outcome === 'refused')) isWhole = false
    options.terminal.note(
      `${doc}: ${told.map(([outcome, count]) => `${count} ${outcome}`).join(', ') || 'nothing to read'}`,
    )
  }
  return isWhole
}

async function ingestPage(url: string, tally: Tally, { server, terminal, signal }: Options): Promise<void> {
  try {
    const body = JSON.stringify({ url })
    const headers = { 'content-type': 'application/json' }
    const response = await request(server, '/v1/documents', {
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
  const uploads: Upload[] = []
  for await (const file of walkFiles(root)) uploads.push(...uploadsOf(file))
  const bar = new SingleBar({
    format: '{bar} {value}/{total} documents  {name}',
    stream: terminal.progressStream,
    hideCursor: true,
    clearOnComplete: true,
    noTTYOutput: false,
  })
  const refused: string[] = []
  const kept = new Set<string>()
  if (terminal.watched) bar.start(uploads.length, 0, { name: '' })
  for await (const { upload, outcome, message } of mapConcurrent(uploads, UPLOADS_AT_ONCE, (upload) =>
    send(upload, options),
  )) {
    tally[outcome] += 1
    // A file that is there but could not be read now keeps what was ingested of it before.
    kept.add(upload.origin)
    if (message) refused.push(message.includes(upload.label) ? message : `${upload.label}: ${message}`)
    bar.increment({ name: upload.label })
  }
  bar.stop()
  signal.throwIfAborted()
  for (const line of refused) terminal.note(`  ${line}`)
  // A path that is missing as a whole is a mistake, not a wish to remove everything under it.
  if (uploads.every(({ kind }) => kind === 'refused')) return
  const origin = originOf(root)
  const refusedOrigins = uploads.filter(({ kind }) => kind === 'refused').map((upload) => upload.origin)
  for (const under of [`${origin}/`, `${origin}#`])
    tally.removed += await removeVanished(under, { kept, refused: refusedOrigins }, options)
}

type Sent = { upload: Upload; outcome: keyof Tally; message: string | null }

async function send(upload: Upload, { server, signal }: Options): Promise<Sent> {
  if (upload.kind === 'refused') return { upload, outcome: 'refused', message: upload.message }
  const { bytes, name, origin, title, url } = upload
  try {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(bytes)]), name)
    form.set('origin', origin)
    if (title !== null) form.set('title', title)
    if (url !== null) form.set('url', url)
    const response = await request(server, '/v1/documents', { method: 'POST', body: form, signal })
    return { upload, outcome: DocumentResponse.parse(await response.json()).outcome, message: null }
  } catch (thrown) {
    signal.throwIfAborted()
    return { upload, outcome: 'refused', message: toIngotError(thrown).message }
  }
}

/** Removes the documents whose origin begins with `under` and whose file, or line, is no longer there. */
async function removeVanished(
  under: string,
  { kept, refused }: { kept: ReadonlySet<string>; refused: readonly string[] },
  { server, signal }: Options,
): Promise<number> {
  // A folder that cannot be read just now keeps all that was in it.
  const isKept = (origin: string) =>
    kept.has(origin) ||
    kept.has(origin.replace(/#.*/, '')) ||
    refused.some((folder) => origin.startsWith(`${folder}/`))
  const vanished: string[] = []
  const filter = { originPrefix: under, collections: ['documents'] as const }
  for await (const { id, origin } of listDocuments({ server, signal }, filter)) {
    if (origin !== null && !isKept(origin)) vanished.push(id)
  }
  for (const id of vanished) await request(server, `/v1/documents/${id}`, { method: 'DELETE', signal })
  return vanished.length
}
