import { describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import { Document, DocumentList, DocumentResponse } from '../../../shared/api/documents.ts'
import { Problem } from '../../../shared/api/problem.ts'
import { IngotError } from '../../../shared/errors.ts'
import type { Ingest } from '../../../shared/ingest/ingest.ts'
import { DOCUMENT, postJson, scriptedDeps } from '../../support/scripted-answers.ts'

/** The app over an ingest that keeps what it was given. */
function withIngest(overrides: Partial<Ingest> = {}) {
  const given: Record<string, unknown>[] = []
  const added = (outcome: 'created' | 'unchanged') => async (document: object) => {
    given.push({ ...document })
    return { outcome, document: DOCUMENT }
  }
  const ingest: Ingest = {
    ...scriptedDeps().ingest,
    addText: added('created'),
    addUrl: added('created'),
    addFile: added('unchanged'),
    async list(query) {
      given.push(query)
      return { documents: [DOCUMENT], nextCursor: 'c2' }
    },
    ...overrides,
  }
  return { app: createApp(scriptedDeps({ ingest, bodyLimitBytes: 5_000 })), given }
}

function upload(parts: Record<string, string | File | File[]>): RequestInit {
  const form = new FormData()
  for (const [name, values] of Object.entries(parts)) {
    for (const value of [values].flat()) {
      if (typeof value === 'string') form.append(name, value)
      else form.append(name, value)
    }
  }
  return { method: 'POST', body: form }
}
const FILE = new File(['# Tides\n潮汐'], 'tides.md', { type: 'text/markdown' })

describe('a document', () => {
  it('is added as a text, and its address told', async () => {
    const { app, given } = withIngest()
    const reply = await app.request('/v1/documents', postJson({ title: 'Tides', text: 'They come.' }))
    expect([reply.status, reply.headers.get('location')]).toEqual([201, '/v1/documents/doc_1'])
    expect(DocumentResponse.parse(await reply.json()).outcome).toBe('created')
    expect(given).toEqual([{ title: 'Tides', text: 'They come.', collection: 'documents' }])
  })

  it('is added by its URL', async () => {
    const { app, given } = withIngest()
    const body = { url: 'https://example.org/tides', collection: 'my_documents' }
    expect((await app.request('/v1/documents', postJson(body))).status).toBe(201)
    expect(given).toEqual([body])
  })

  it('is added as a file, and is no news when it was there already', async () => {
    const { app, given } = withIngest()
    const reply = await app.request('/v1/documents', upload({ file: FILE, origin: 'file:///srv/tides.md' }))
    expect([reply.status, reply.headers.get('location')]).toEqual([200, null])
    expect(given).toEqual([
      {
        bytes: new TextEncoder().encode('# Tides\n潮汐'),
        name: 'tides.md',
        title: null,
        origin: 'file:///srv/tides.md',
        url: null,
        collection: 'documents',
      },
    ])
  })

  it('is listed, told of and removed', async () => {
    const { app, given } = withIngest()
    const list = await app.request(
      '/v1/documents?collection=my_documents&origin_prefix=file%3A&limit=2&cursor=doc_000000000000000000000001',
    )
    expect(DocumentList.parse(await list.json())).toEqual({ documents: [DOCUMENT], next_cursor: 'c2' })
    expect(given).toEqual([
      { collection: 'my_documents', originPrefix: 'file:', cursor: 'doc_000000000000000000000001', limit: 2 },
    ])
    expect(Document.parse(await (await app.request('/v1/documents/doc_1')).json())).toEqual(DOCUMENT)
    const removed = await app.request('/v1/documents/doc_1', { method: 'DELETE' })
    expect([removed.status, await removed.text()]).toEqual([204, ''])
  })

  it('that is not there is a 404', async () => {
    const remove = async () => Promise.reject(new IngotError('not_found', 'There is no document of this id.'))
    const reply = await withIngest({ remove }).app.request('/v1/documents/doc_2', { method: 'DELETE' })
    expect([reply.status, Problem.parse(await reply.json()).code]).toEqual([404, 'not_found'])
  })
})

describe('a refused document', () => {
  const CASES: [string, RequestInit, number, object][] = [
    [
      'both a text and a URL',
      postJson({ title: 'T', text: 'x', url: 'https://a.org' }),
      400,
      [{ path: '', message: 'give either text (with title) or url' }],
    ],
    [
      'a title of two lines',
      postJson({ title: 'T\r\nX: y', text: 'x' }),
      400,
      [{ path: 'title', message: 'must hold no control characters' }],
    ],
    [
      'a text that shows nothing',
      postJson({ title: 'T', text: '\u0000\u200b' }),
      400,
      [{ path: 'text', message: 'must not be empty' }],
    ],
    [
      'a text without a title',
      postJson({ text: 'x' }),
      400,
      [{ path: 'title', message: 'a text needs a title' }],
    ],
    [
      'another protocol',
      postJson({ url: 'file:///etc/passwd' }),
      400,
      [{ path: 'url', message: 'must be an http or https URL' }],
    ],
    ['a form without a file', upload({ title: 'T' }), 400, [{ path: 'file', message: 'must be one file' }]],
    [
      'a form whose file is a text',
      upload({ file: 'x' }),
      400,
      [{ path: 'file', message: 'must be one file' }],
    ],
    ['two files', upload({ file: [FILE, FILE] }), 400, [{ path: 'file', message: 'must be one file' }]],
    [
      'an unknown form field',
      upload({ file: FILE, colour: 'red' }),
      400,
      [{ path: 'colour', message: 'unknown field; known: title, origin, url, collection' }],
    ],
    [
      'an unknown collection',
      upload({ file: FILE, collection: 'mine' }),
      400,
      [{ path: 'collection', message: 'expected one of "documents"|"my_documents"' }],
    ],
  ]
  it.each(CASES)('with %s names the field', async (_, init, status, fields) => {
    const { app, given } = withIngest()
    const reply = await app.request('/v1/documents', init)
    const problem = Problem.parse(await reply.json())
    expect([problem.status, problem.fields]).toEqual([status, fields])
    expect(given).toEqual([])
  })

  it('that there is no room for is a 413 that tells how much there is', async () => {
    const quota = { documents: { used: 3, allowed: 3 }, bytes: { used: 42, allowed: 1_000 } }
    const addText = async () => Promise.reject(new IngotError('documents_quota_exceeded', 'Full.', { quota }))
    const reply = await withIngest({ addText }).app.request(
      '/v1/documents',
      postJson({ title: 'T', text: 'x' }),
    )
    expect(Problem.parse(await reply.json())).toMatchObject({
      status: 413,
      code: 'documents_quota_exceeded',
      retryable: false,
      quota,
    })
  })

  it('in a form that breaks off is a 400', async () => {
    const headers = { 'content-type': 'multipart/form-data; boundary=b' }
    const reply = await withIngest().app.request('/v1/documents', {
      method: 'POST',
      headers,
      body: '--b\r\nrubbish',
    })
    expect([reply.status, Problem.parse(await reply.json()).code]).toEqual([400, 'invalid_request'])
  })

  it('above the limit is a 413', async () => {
    const big = new File(['x'.repeat(6_000)], 'big.txt')
    // As bytes, as a socket would bring them: a form that is given up half way upsets Node 24's own encoder.
    const form = new Request('http://localhost/', upload({ file: big }))
    const headers = { 'content-type': form.headers.get('content-type') ?? '' }
    const init = { method: 'POST', headers, body: await form.arrayBuffer() }
    expect((await withIngest().app.request('/v1/documents', init)).status).toBe(413)
  })

  it.each(['limit=0', 'limit=many', 'limit=501', 'collection=mine', 'page=2'])(
    'list with ?%s is a 400',
    async (query) => {
      const reply = await withIngest().app.request(`/v1/documents?${query}`)
      expect(Problem.parse(await reply.json()).fields?.[0]?.path).toBe(query.split('=')[0])
    },
  )
})
