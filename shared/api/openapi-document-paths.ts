import { DocumentListQuery } from './documents.ts'
import { BODY, id, json, jsonBody, jsonContent, problems, READ } from './openapi-parts.ts'
import { queryParameters, schemaRef } from './openapi-schemas.ts'

const TEXT_EXAMPLE = { title: 'Tides', text: 'The Moon causes most of the tide on Earth.' }
const URL_EXAMPLE = { url: 'https://example.org/articles/tides' }
const UPLOAD_EXAMPLE = { name: 'handbook.pdf', media_type: 'application/pdf', size: 31_457_280 }

export const DOCUMENT_PATHS = {
  '/v1/documents': {
    post: {
      operationId: 'addDocument',
      summary: 'Add a text, a page or a file',
      tags: ['Documents'],
      requestBody: {
        required: true,
        content: {
          ...jsonContent('DocumentRequest', { text: TEXT_EXAMPLE, page: URL_EXAMPLE }),
          'multipart/form-data': { schema: schemaRef('UploadForm') },
        },
      },
      responses: {
        200: json('DocumentResponse', 'The same text was there already.'),
        201: json('DocumentResponse', 'The document is new, or has replaced the one of the same origin.'),
        ...problems(...BODY, ...READ, 422, 502, 503, 504),
      },
    },
    get: {
      operationId: 'listDocuments',
      summary: 'The documents of a collection',
      tags: ['Documents'],
      parameters: queryParameters(DocumentListQuery),
      responses: { 200: json('DocumentList', 'One page of documents.'), ...problems(400, ...READ, 503) },
    },
  },
  '/v1/documents/uploads': {
    post: {
      operationId: 'startUpload',
      summary: 'Get an address to send a large file to',
      description:
        'Then send the file there, and read the document until its `state` is `ready` or `failed`. See docs/ingest.md.',
      tags: ['Documents'],
      requestBody: jsonBody('UploadRequest', { pdf: UPLOAD_EXAMPLE }),
      responses: { 201: json('Upload', 'Where to send it.'), ...problems(...BODY, ...READ, 503) },
    },
  },
  '/uploads/{token}': {
    put: {
      operationId: 'sendFile',
      security: [],
      summary: 'The address of an upload, where this server takes the files itself',
      description: 'Send what `POST /v1/documents/uploads` said to where it said; do not build this address.',
      tags: ['Documents'],
      parameters: [{ name: 'token', in: 'path', required: true, schema: { type: 'string' } }],
      requestBody: {
        required: true,
        content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
      },
      responses: {
        200: { description: 'The file has come whole, and is being processed.' },
        ...problems(400, 404, 413, 415, 500, 503),
      },
    },
  },
  '/v1/documents/{id}': {
    get: {
      operationId: 'getDocument',
      summary: 'What is known of a document',
      tags: ['Documents'],
      parameters: id('document'),
      responses: { 200: json('Document', 'The document.'), ...problems(...READ, 404, 503) },
    },
    delete: {
      operationId: 'removeDocument',
      summary: 'Remove a document',
      tags: ['Documents'],
      parameters: id('document'),
      responses: { 204: { description: 'It is gone.' }, ...problems(...READ, 404, 503) },
    },
  },
} as const
