import { type Context, Hono } from 'hono'
import {
  type DocumentList,
  DocumentListQuery,
  DocumentRequest,
  type DocumentResponse,
  UploadFields,
} from '../../../shared/api/documents.ts'
import type { AppDeps, AppEnv } from '../app-deps.ts'
import { requireScope } from '../middleware/caller.ts'
import { mediaTypeOf, parseJsonBody, parseUpload } from '../parse-body.ts'
import { parseInput } from '../parse-input.ts'

/** `POST /v1/documents`, `GET /v1/documents`, `GET` and `DELETE /v1/documents/{id}` */
export function documentRoutes(deps: AppDeps): Hono<AppEnv> {
  const { ingest } = deps
  return new Hono<AppEnv>()
    .post('/', requireScope('write'), async (c) => {
      const added = await addDocument(c, deps)
      if (added.outcome === 'unchanged') return c.json(added)
      return c.json(added, 201, { location: `/v1/documents/${added.document.id}` })
    })
    .get('/', requireScope('read'), async (c) => {
      const { collection, origin_prefix, cursor, limit } = parseInput(DocumentListQuery, c.req.query())
      const query = { collection, originPrefix: origin_prefix ?? null, cursor: cursor ?? null, limit }
      const { documents, nextCursor } = await ingest.list(query, c.get('caller'))
      return c.json({ documents, next_cursor: nextCursor } satisfies DocumentList)
    })
    .get('/:id', requireScope('read'), async (c) =>
      c.json(await ingest.get(c.req.param('id'), c.get('caller'))),
    )
    .delete('/:id', requireScope('write'), async (c) => {
      await ingest.remove(c.req.param('id'), c.get('caller'))
      return c.body(null, 204)
    })
}

async function addDocument(
  c: Context<AppEnv>,
  { ingest, bodyLimitBytes }: AppDeps,
): Promise<DocumentResponse> {
  const caller = c.get('caller')
  if (mediaTypeOf(c.req.raw) === 'multipart/form-data') {
    const { file, fields } = await parseUpload(c.req.raw, UploadFields, bodyLimitBytes)
    const { title = null, origin = null, url = null, collection } = fields
    const bytes = new Uint8Array(await file.arrayBuffer())
    return ingest.addFile({ bytes, name: file.name, title, origin, url, collection }, caller)
  }
  const { text, title, url, collection } = await parseJsonBody(c.req.raw, DocumentRequest, bodyLimitBytes)
  if (url !== undefined) return ingest.addUrl({ url, collection }, caller, { signal: c.req.raw.signal })
  return ingest.addText({ title: title ?? '', text: text ?? '', collection }, caller)
}
