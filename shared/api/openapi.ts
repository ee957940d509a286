/**
 * Builds the OpenAPI 3.1 document from the schemas beside it; run as a script (`npm run openapi`) it writes
 * `openapi.json`, which is what the server serves.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import manifest from '../../package.json' with { type: 'json' }
import { OPENAPI_PATHS } from './openapi-paths.ts'
import { openApiSchemas } from './openapi-schemas.ts'

const DESCRIPTION = `Ask a question; Ingot searches, reads the pages and writes a short synopsis with checked citations.

- JSON in UTF-8, names in \`snake_case\`, times in RFC 3339 UTC, durations with the unit in the name (\`_s\`, \`_ms\`).
- Unknown fields of a request are refused with their path. Replies may gain fields and events: ignore those you do not know.
- Offsets count UTF-16 code units, half-open.
- Errors are \`application/problem+json\` (RFC 9457). Switch on \`code\`. 429 and 503 carry \`Retry-After\` and \`x-should-retry: false\`.
- Every reply carries \`X-Request-Id\`; send your own (1 to 64 letters, digits, \`_\`, \`.\`, \`-\`) and it is kept.

### Changes

Within \`/v1\` fields, events and codes are added, never taken away or given another meaning. What is to go carries
\`Deprecation\` (RFC 9745) and \`Sunset\` (RFC 8594) on its replies for at least 12 months.

### Streams

With \`Accept: text/event-stream\`, \`POST /v1/answers\` and \`POST /v1/summaries\` reply with server-sent events. \`event:\` is the
type, \`data:\` one JSON object (\`StreamedEvent\`), \`id:\` an integer that only grows. A comment \`: ping\` comes after every 10 s
of silence. The first event is \`answer-start\`; the last is exactly one of \`answer-end\` and \`answer-error\`. After
\`answer-restart\`, discard the text and citations shown so far.`

const TRANSLATED = 'Unknown fields are ignored, and errors have the shape that the clients expect.'

export function buildOpenApi() {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ingot',
      version: manifest.version,
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Where the document is served, whatever the host and the stage's path are.
    servers: [{ url: '.' }],
    tags: [
      { name: 'Answers', description: 'Ask, read, stop, judge; summaries and search.' },
      { name: 'Documents', description: 'What questions are answered from beside the web.' },
      { name: 'Threads', description: 'Conversations: a follow-up is understood from what came before.' },
      { name: 'Keys', description: 'Who may call.' },
      { name: 'Server', description: 'What it can do, what it did, and how it is.' },
      { name: 'Compatible: OpenAI', description: `For the clients of OpenAI. ${TRANSLATED}` },
      { name: 'Compatible: Perplexity', description: `For the clients of Perplexity. ${TRANSLATED}` },
      { name: 'Compatible: Tavily', description: `For the clients of Tavily. ${TRANSLATED}` },
    ],
    paths: OPENAPI_PATHS,
    security: [{ bearer: [] }],
    components: {
      schemas: openApiSchemas(),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key, or a token of a trusted issuer. A server on loopback may ask for none.',
        },
      },
    },
  }
}

export const openApiFile = fileURLToPath(new URL('openapi.json', import.meta.url))
export const openApiText = (): string => `${JSON.stringify(buildOpenApi(), null, 2)}\n`

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(openApiFile, openApiText())
  console.log(`wrote ${openApiFile}`)
}
