import type { Document, DocumentResponse, Upload } from '../../../shared/api/documents.ts'
import { ApiFailure, call, callJson } from '../lib/client.ts'
import { number, words } from '../lib/language.ts'
import type { Tell } from './progress.ts'

/** From here on a file goes to an address of its own: gateways take less in a request than a phone has in a file. */
const LARGE_BYTES = 4_000_000
const LOOK_EVERY_MS = 400

const collection = 'my_documents'

/** Takes a file in as the reader's own document, and tells how far it is. Throws `ApiFailure` with the reason. */
export function sendFile(file: File, options: { signal: AbortSignal; tell: Tell }): Promise<{ id: string }> {
  return file.size < LARGE_BYTES ? sendWhole(file, options) : sendLarge(file, options)
}

async function sendWhole(file: File, { signal, tell }: { signal: AbortSignal; tell: Tell }) {
  tell(() => words().phases.uploading(file.name))
  const body = new FormData()
  body.set('collection', collection)
  body.set('file', file)
  const { document } = await callJson<DocumentResponse>('v1/documents', { body, signal })
  return document
}

async function sendLarge(file: File, { signal, tell }: { signal: AbortSignal; tell: Tell }) {
  const { name, size, type } = file
  const media_type = type === '' ? 'application/octet-stream' : type
  const json = { name, size, media_type, collection }
  const upload = await callJson<Upload>('v1/documents/uploads', { json, signal })
  // Who stops, or whose file cannot be sent, wants nothing of it kept.
  const takeBack = () => void call(`v1/documents/${upload.id}`, { method: 'DELETE' }).catch(() => undefined)
  const tellShare = (phase: () => string, share: number) =>
    tell(phase, () => words().percent(number(Math.floor(share * 100))), share)
  try {
    await put(upload, file, {
      signal,
      onShare: (share) => tellShare(() => words().phases.sending(name), share),
    })
    await processed(upload.id, {
      signal,
      onShare: (share) => tellShare(() => words().phases.uploading(name), share),
    })
  } catch (thrown) {
    takeBack()
    throw thrown
  }
  return upload
}

type Watching = { signal: AbortSignal; onShare: (share: number) => void }

/** `fetch` does not tell how much of a body has gone. */
function put({ url, method, headers }: Upload, file: File, { signal, onShare }: Watching): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open(method, url)
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value)
    request.upload.addEventListener('progress', ({ loaded }) => onShare(loaded / file.size))
    request.addEventListener('load', () =>
      request.status < 300 ? resolve() : reject(new ApiFailure('file_unreadable', `${request.status}`)),
    )
    request.addEventListener('error', () => reject(new ApiFailure('network', 'No reply came.')))
    request.addEventListener('abort', () => reject(signal.reason))
    signal.addEventListener('abort', () => request.abort())
    onShare(0)
    request.send(file)
  })
}

async function processed(id: string, { signal, onShare }: Watching): Promise<void> {
  for (;;) {
    const { state, progress = 0, error } = await callJson<Document>(`v1/documents/${id}`, { signal })
    if (state === 'ready') return
    if (error) throw new ApiFailure(error.code, error.message)
    onShare(progress / 100)
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    signal.throwIfAborted()
  }
}
