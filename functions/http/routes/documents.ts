import { type Context, Hono } from 'hono'
import {
  type DocumentList,
  DocumentListQuery,
  DocumentRequest,
  type DocumentResponse,
  type Upload,
  UploadFields,
  UploadRequest,
} from '../../../shared/api/documents.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { callerWith } from '../middleware/identify.ts'
import { jsonBody, mediaTypeOf, parseUpload } from '../parse-body.ts'
import { parseInput } from '../parse-input.ts'
import { emptyReply, jsonReply } from '../reply.ts'

/** `POST /v1/documents`, `POST /v1/documents/uploads`, `GET /v1/documents`, `GET` and `DELETE /v1/documents/{id}` */
export function documentRoutes(deps: AppDeps): Hono<AppEnv> {
  const { ingest } = deps
  const readDocument = jsonBody(DocumentRequest, { limitBytes: deps.bodyLimitBytes })
  const readUpload = jsonBody(UploadRequest, { limitBytes: deps.bodyLimitBytes })
  return new Hono<AppEnv>()
    .post('/', async (c) => {
      const added = await addDocument(c, { ...deps, readDocument })
      if (added.outcome === 'unchanged') return jsonReply(c, added)
      return jsonReply(c, added, {
        status: 201,
        headers: { location: `/v1/documents/${added.document.id}` },
      })
    })
    .post('/uploads', async (c) => {
      const caller = callerWith(c, 'write')
      const upload = await ingest.startUpload(await readUpload(c.req.raw), caller)
      const url = new URL(upload.url, c.req.url).href
      const headers = { location: `/v1/documents/${upload.id}` }
      return jsonReply(c, { ...upload, url } satisfies Upload, { status: 201, headers })
    })
    .get('/', async (c) => {
      const caller = callerWith(c, 'read')
      const { collection, origin_prefix, cursor, limit } = parseInput(DocumentListQuery, c.req.query())
      const query = { collection, originPrefix: origin_prefix ?? null, cursor: cursor ?? null, limit }
      const { documents, nextCursor } = await ingest.list(query, caller)
      return jsonReply(c, { documents, next_cursor: nextCursor } satisfies DocumentList)
    })
    .get('/:id', async (c) => jsonReply(c, await ingest.get(c.req.param('id'), callerWith(c, 'read'))))
    .delete('/:id', async (c) => {
      await ingest.remove(c.req.param('id'), callerWith(c, 'write'))
      return emptyReply(c)
    })
}

type ReadDocument = (request: Request) => Promise<DocumentRequest>

async function addDocument(
  c: Context<AppEnv>,
  { ingest, bodyLimitBytes, readDocument }: AppDeps & { readDocument: ReadDocument },
): Promise<DocumentResponse> {
  const caller = callerWith(c, 'write')
  if (mediaTypeOf(c.req.raw) === 'multipart/form-data') {
    const { file, fields } = await parseUpload(c.req.raw, UploadFields, bodyLimitBytes)
    const { title = null, origin = null, url = null, collection } = fields
    const bytes = new Uint8Array(await file.arrayBuffer())
    return ingest.addFile({ bytes, name: file.name, title, origin, url, collection }, caller)
  }
  const { text, title, url, collection } = await readDocument(c.req.raw)
  if (url !== undefined) return ingest.addUrl({ url, collection }, caller, { signal: c.req.raw.signal })
  return ingest.addText({ title: title ?? '', text: text ?? '', collection }, caller)
}
