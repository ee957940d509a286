import { afterAll, beforeAll, expect, it } from 'vitest'
import openApi from '../../shared/api/openapi.json' with { type: 'json' }
import { type CallersApp, startCallersApp } from '../support/callers-app.ts'
import { createSeededRandom } from '../support/seeded-random.ts'
import { createValues, HOSTILE, type Schema } from '../support/values-of-schema.ts'

const REQUESTS = 20_000
const SEED = 20_261_130
/** Long enough for a slow machine, short enough to call it hung. */
const HUNG_AFTER_MS = 20_000
/** Of our code and of what it runs on: nothing that a caller is to see. */
const INTERNALS =
  /node_modules|\bat (?:async )?[\w.<>]+ \(|\.ts:\d+|ECONN|ENOENT|ingot-(?:app|cache)|ZodError|TypeError|SyntaxError|Exception/

type Parameter = { name: string; in: string; schema: Schema }
type Operation = {
  parameters?: Parameter[]
  requestBody?: { content: Record<string, { schema: Schema }> }
}

const random = createSeededRandom(SEED)
const { valueFor, spoiled, pick } = createValues(openApi.components.schemas as Record<string, Schema>, random)
const OPERATIONS = Object.entries(
  openApi.paths as unknown as Record<string, Record<string, Operation>>,
).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
)

/** A request as the document allows it, or with something of it made wrong. */
function requestFor({ path, method, operation }: (typeof OPERATIONS)[number]): {
  url: string
  init: RequestInit
} {
  const isSpoiled = random() < 0.5
  const { address, headers } = addressOf(path, operation.parameters ?? [], isSpoiled)
  if (random() < 0.3) headers['accept'] = pick(['text/event-stream', 'application/json', '*/*', 'image/png'])
  const json = operation.requestBody?.content['application/json']?.schema
  const init: RequestInit = { method: method.toUpperCase(), headers }
  if (json) {
    const value = valueFor(json)
    headers['content-type'] =
      random() < 0.97 ? 'application/json' : pick(['text/plain', 'multipart/form-data'])
    init.body = bodyOf(isSpoiled ? spoiled(value) : value)
  }
  return { url: address, init }
}

function addressOf(path: string, parameters: readonly Parameter[], isSpoiled: boolean) {
  const query = new URLSearchParams()
  const headers: Record<string, string> = {}
  let address = path
  for (const { name, in: place, schema } of parameters) {
    const value = textOf(isSpoiled && random() < 0.4 ? pick(HOSTILE) : valueFor(schema))
    if (place === 'path') address = address.replace(`{${name}}`, encodeURIComponent(value) || 'x')
    if (place === 'query' && random() < 0.5) query.set(name, value)
    if (place === 'header' && random() < 0.3) headers[name] = value.replaceAll(/[^\x20-\x7e]/g, '') || 'x'
  }
  return { address: query.size > 0 ? `${address}?${query}` : address, headers }
}

/** Whatever it is, as an address can carry it. */
const textOf = (value: unknown) =>
  (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
    .slice(0, 3_000)
    .replaceAll(/\p{Surrogate}/gu, '')

/** Now and then what is no JSON at all, or no UTF-8. */
function bodyOf(value: unknown): BodyInit {
  const text = JSON.stringify(value) ?? ''
  if (random() < 0.02) return text.slice(0, text.length / 2)
  if (random() < 0.01) return new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])
  if (random() < 0.01) return `${'['.repeat(5_000)}${']'.repeat(5_000)}`
  return text
}

let app: CallersApp
beforeAll(async () => {
  app = await startCallersApp()
  await app.addText('acme/ann', { title: 'Tides', text: 'The Moon causes most of the tide on Earth.' })
})
afterAll(() => app.close())

it(`${REQUESTS} requests by the document, half of them wrong: none fails the server, hangs, or tells of its insides`, {
  timeout: 900_000,
}, async () => {
  const statuses = new Map<number, number>()
  for (let n = 0; n < REQUESTS; n += 1) {
    const operation = OPERATIONS[n % OPERATIONS.length] as (typeof OPERATIONS)[number]
    const { url, init } = requestFor(operation)
    const told = `#${n} ${init.method} ${url.slice(0, 200)} ${String(init.body).slice(0, 500)}`
    const reply = await Promise.race([
      app
        .request('acme/ann', url, init)
        .then(async (response) => ({ response, text: await response.text() })),
      new Promise<null>((resolve) => setTimeout(resolve, HUNG_AFTER_MS, null).unref()),
    ])
    if (reply === null) throw new Error(`hung: ${told}`)
    const { response, text } = reply
    statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
    if (response.status >= 500) throw new Error(`${response.status} ${text}: ${told}`)
    if (INTERNALS.test(text) && url !== '/openapi.json')
      throw new Error(`internals ${INTERNALS.exec(text)?.[0]} in ${text.slice(0, 300)}: ${told}`)
    expect(response.headers.get('x-request-id')).not.toBeNull()
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  // Both halves did what they are for.
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 20)
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 10)
})
