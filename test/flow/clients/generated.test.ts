import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildOpenApi } from '../../../shared/api/openapi.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'

/** What an app's developer writes against the generated types. */
const APP = `
import createClient from 'openapi-fetch'
import type { components, paths } from './ingot.d.ts'

export async function tour(baseUrl: string) {
  const client = createClient<paths>({ baseUrl })
  const added = await client.POST('/v1/documents', {
    body: { title: 'Skarv', text: 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm.' },
  })
  const asked = await client.POST('/v1/answers', {
    body: { question: 'When was the lighthouse of Skarv built?', mode: 'fast', output: { length: 'short' } },
  })
  const answer: components['schemas']['Answer'] | undefined =
    asked.data && 'synopsis' in asked.data ? asked.data : undefined
  const again = await client.GET('/v1/answers/{id}', {
    params: { path: { id: answer?.id ?? '' }, query: { fields: 'status,synopsis' } },
  })
  const thread = await client.POST('/v1/threads', { body: { title: 'Lights' } })
  const renamed = await client.PATCH('/v1/threads/{id}', {
    params: { path: { id: thread.data?.id ?? '' } },
    body: { title: 'Lighthouses' },
  })
  const refused = await client.GET('/v1/answers/{id}', { params: { path: { id: 'ans_none' } } })
  return {
    added: added.response.status,
    synopsis: answer?.synopsis,
    cited: answer?.citations.map(({ source, verdict }) => [source, verdict]),
    again: again.data,
    title: renamed.data?.title,
    code: refused.error?.code,
  }
}

/** Every event has its type, and its type its fields. */
export function textOf(event: components['schemas']['StreamedEvent']): string {
  switch (event.type) {
    case 'synopsis-delta':
      return event.text
    case 'answer-error':
      return event.code
    case 'source':
      return event.title
    default:
      return ''
  }
}
`

/** Each names a field or a value that is not there. */
const MISTAKES = [
  `client.POST('/v1/answers', { body: { query: 'x' } })`,
  `client.POST('/v1/answers', { body: { question: 'x', mode: 'slow' } })`,
  `client.GET('/v1/answer', {})`,
  `client.GET('/v1/answers/{id}', {})`,
]

describe('a client generated from the OpenAPI document', () => {
  let folder: string
  let server: TestServer
  beforeAll(async () => {
    // Inside the project, so that what is imported is found.
    folder = await mkdtemp(path.join(process.cwd(), 'node_modules/.generated-'))
    const types = await openapiTS(buildOpenApi() as unknown as OpenAPI3, {
      // What has a default may be left out of a request.
      defaultNonNullable: false,
    })
    await writeFile(path.join(folder, 'ingot.d.ts'), astToString(types))
    await writeFile(path.join(folder, 'app.ts'), APP)
    server = await startTestServer()
  }, 60_000)
  afterAll(async () => {
    await server.close()
    await rm(folder, { recursive: true, force: true })
  })

  const faultsOf = (file: string) => {
    const program = ts.createProgram([path.join(folder, file)], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      types: [],
    })
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
  }

  it('is sound, and does what its types say against a server', { timeout: 60_000 }, async () => {
    expect(faultsOf('app.ts')).toEqual([])
    const { tour } = (await import(path.join(folder, 'app.ts'))) as {
      tour: (url: string) => Promise<unknown>
    }
    expect(await tour(server.address)).toEqual({
      added: 201,
      synopsis: 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm [1].',
      cited: [[1, 'supported']],
      again: {
        status: 'completed',
        synopsis: 'The lighthouse of Skarv was built in 1887 by the engineer Ada Holm [1].',
      },
      title: 'Lighthouses',
      code: 'not_found',
    })
  })

  it.each(MISTAKES.map((mistake, n) => [mistake, n] as const))(
    'does not compile %s',
    { timeout: 60_000 },
    async (mistake, n) => {
      const head = `import createClient from 'openapi-fetch'\nimport type { paths } from './ingot.d.ts'\n`
      const file = `mistake-${n}.ts`
      await writeFile(
        path.join(folder, file),
        `${head}const client = createClient<paths>({})\nvoid ${mistake}\n`,
      )
      expect(faultsOf(file)).not.toEqual([])
    },
  )
})
