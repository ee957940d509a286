import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createApp } from '../../../functions/http/app.ts'
import { docsAssets } from '../../../functions/local/docs-assets.ts'
import { Answer } from '../../../shared/api/answer.ts'
import { StreamedEvent } from '../../../shared/api/answer-events.ts'
import { buildOpenApi, openApiFile, openApiText } from '../../../shared/api/openapi.ts'
import { ANSWER_EXAMPLE, PROBLEM_EXAMPLE, SEARCH_EXAMPLE } from '../../../shared/api/openapi-examples.ts'
import { Problem } from '../../../shared/api/problem.ts'
import { SearchResponse } from '../../../shared/api/search.ts'
import { scriptedDeps } from '../../support/scripted-answers.ts'

/** What a browser is shown. */
const PAGES = /^\/(docs.*|web.*|dashboard|openapi\.json)?$/

const app = createApp(scriptedDeps({ assets: docsAssets }))

describe('the OpenAPI document', () => {
  it('is current; if not, run `npm run openapi`', async () => {
    expect(await readFile(openApiFile, 'utf8')).toBe(openApiText())
  })

  it('is served as it is', async () => {
    const reply = await app.request('/openapi.json')
    expect(reply.headers.get('content-type')).toBe('application/json')
    expect(await reply.json()).toEqual(JSON.parse(openApiText()))
  })

  it('describes exactly the routes that there are', () => {
    const documented = Object.entries(buildOpenApi().paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    )
    const routed = app.routes
      .filter(({ method, path }) => method !== 'ALL' && !PAGES.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
    expect(documented.sort()).toEqual([...new Set(routed)].sort())
  })

  it('names nothing that it does not hold', () => {
    const { components } = buildOpenApi()
    const named = [...openApiText().matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name)
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((name) => !Object.hasOwn(components.schemas, name ?? ''))).toEqual([])
  })

  it('tells the events apart by their type', () => {
    const { discriminator } = (buildOpenApi().components.schemas as Record<'StreamedEvent', object>)
      .StreamedEvent as {
      discriminator: { mapping: object }
    }
    const types = StreamedEvent.options.map(({ shape }) => shape.type.value)
    expect(Object.keys(discriminator.mapping).sort()).toEqual([...types].sort())
  })

  it('shows examples that fit their schemas', () => {
    Answer.parse(ANSWER_EXAMPLE)
    SearchResponse.parse(SEARCH_EXAMPLE)
    Problem.parse(PROBLEM_EXAMPLE)
    const { synopsis, citations } = ANSWER_EXAMPLE
    expect(citations.map(({ start, end }) => synopsis.slice(start, end))).toEqual(['[1]'])
    expect(citations.map(({ claim_start, claim_end }) => synopsis.slice(claim_start, claim_end))).toEqual([
      synopsis,
    ])
  })
})

describe('the documentation page', () => {
  it('runs only scripts of its own host, none of them inline', async () => {
    const reply = await app.request('/docs')
    expect(reply.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    const page = await reply.text()
    expect(page).not.toMatch(/<script>|<style|style=|onload|https?:/)
  })

  it('finds every file that it names', async () => {
    const page = await (await app.request('/docs')).text()
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => file ?? '')
    const replies = await Promise.all(
      files.map(async (file) => [file, (await app.request(`/${file}`)).headers.get('content-type')]),
    )
    expect(Object.fromEntries(replies)).toEqual({
      'docs/swagger-ui.css': 'text/css; charset=utf-8',
      'docs/favicon-32x32.png': 'image/png',
      'docs/swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
      'docs/initialiser.js': 'text/javascript; charset=utf-8',
    })
  })

  it('asks no validator of another host', async () => {
    expect(await (await app.request('/docs/initialiser.js')).text()).toContain('validatorUrl: null')
  })

  it.each(['index.html', 'package.json', '..%2Fpackage.json', '__proto__', 'swagger-ui.js.map'])(
    'does not serve %s',
    async (name) => {
      expect((await app.request(`/docs/${name}`)).status).toBe(404)
    },
  )
})
