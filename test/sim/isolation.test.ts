import { afterAll, beforeAll, expect, it } from 'vitest'
import { UsageReport } from '../../shared/api/usage.ts'
import { type CallersApp, startCallersApp } from '../support/callers-app.ts'
import { createSeededRandom } from '../support/seeded-random.ts'

const REQUESTS = 5_000
const SEED = 20_261_130
const CALLERS = ['acme/ann', 'acme/bob', 'bolt/cid'] as const
type Name = (typeof CALLERS)[number]

const tenantOf = (name: Name) => name.split('/')[0] as string
/** Stands in what belongs to one tenant or one person, and nowhere else. */
const markOf = (owner: string) => `only-${owner.replace('/', '-of-')}-knows`
const MARKS = [...new Set(CALLERS.flatMap((name) => [name, tenantOf(name)]))].map(markOf)
const own = (name: Name) => new Set([markOf(name), markOf(tenantOf(name))])

const QUESTIONS = [
  'What does the harbour gate open with?',
  'Who has the key of the tower?',
  'When does the ferry leave?',
]
const FOLLOW_UPS = ['And the tower?', 'Who says that?', 'tell me more']

const random = createSeededRandom(SEED)
const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item

/** Ids that anybody was ever told, and whose they are. */
const known = { document: [] as Id[], answer: [] as Id[], thread: [] as Id[] }
type Id = { id: string; owner: Name; isPrivate: boolean }
const asked = new Map<Name, number>(CALLERS.map((name) => [name, 0]))

let app: CallersApp
beforeAll(async () => {
  app = await startCallersApp({}, { scopes: ['read', 'write'] })
})
afterAll(() => app.close())

type Step = (name: Name) => Promise<void>

/** The reply's JSON. Fails when it tells what is somebody else's. */
async function read(name: Name, response: Response): Promise<Record<string, unknown>> {
  const text = await response.text()
  const told = MARKS.filter((mark) => text.includes(mark) && !own(name).has(mark))
  expect(told, `${name} was told of others: ${text.slice(0, 400)}`).toEqual([])
  expect(response.status).toBeLessThan(500)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

const addDocument: Step = async (name) => {
  const isPrivate = random() < 0.5
  const owner = isPrivate ? name : tenantOf(name)
  const title = `${pick(['Gate', 'Tower', 'Ferry'])} ${Math.floor(random() * 40)}`
  const text = `The harbour gate, the tower key and the ferry: ${markOf(owner)}. ${title}.`
  const collection = isPrivate ? 'my_documents' : 'documents'
  const added = await read(name, await app.post(name, '/v1/documents', { title, text, collection }))
  known.document.push({ id: (added['document'] as { id: string }).id, owner: name, isPrivate })
}

const ask = async (name: Name, body: object): Promise<void> => {
  const sources = pick([['web'], ['documents'], ['my_documents'], ['documents', 'my_documents']])
  const response = await app.post(name, '/v1/answers', { ...body, sources })
  const answer = await read(name, response)
  if (!response.ok) return
  asked.set(name, (asked.get(name) ?? 0) + 1)
  known.answer.push({ id: String(answer['id']), owner: name, isPrivate: false })
}

const openThread: Step = async (name) => {
  const made = await read(name, await app.post(name, '/v1/threads', { title: markOf(name) }))
  known.thread.push({ id: String(made['id']), owner: name, isPrivate: true })
}

const askInThread: Step = async (name) => {
  const thread = pick(known.thread)
  if (!thread) return
  await ask(name, { question: pick([...QUESTIONS, ...FOLLOW_UPS]), thread_id: thread.id })
}

/** Somebody's id, in whoever's hands. */
const readById = async (name: Name, { id, owner, isPrivate }: Id, route: string): Promise<void> => {
  const response = await app.get(name, route.replace('ID', encodeURIComponent(id)))
  await read(name, response)
  const isOthers = isPrivate ? owner !== name : tenantOf(owner) !== tenantOf(name)
  if (isOthers && !route.includes('answers')) expect(response.status).toBe(404)
}

const STEPS: readonly (readonly [weight: number, Step])[] = [
  [10, addDocument],
  [25, (name) => ask(name, { question: pick(QUESTIONS) })],
  [4, openThread],
  [15, askInThread],
  [10, async (name) => known.answer[0] && readById(name, pick(known.answer), '/v1/answers/ID')],
  [8, async (name) => known.document[0] && readById(name, pick(known.document), '/v1/documents/ID')],
  [6, async (name) => known.thread[0] && readById(name, pick(known.thread), '/v1/threads/ID')],
  [6, async (name) => known.thread[0] && readById(name, pick(known.thread), '/v1/threads/ID/turns')],
  [4, async (name) => void (await read(name, await app.get(name, '/v1/threads')))],
  [
    4,
    async (name) =>
      void (await read(
        name,
        await app.get(name, `/v1/documents?collection=${pick(['documents', 'my_documents'])}`),
      )),
  ],
  [3, async (name) => void (await read(name, await app.get(name, '/v1/usage')))],
  [
    3,
    async (name) =>
      void (await read(
        name,
        await app.post(name, '/v1/search', {
          query: pick(QUESTIONS),
          sources: ['documents', 'my_documents'],
        }),
      )),
  ],
  [
    2,
    async (name) =>
      void (
        known.document[0] &&
        (await read(name, await app.send(name, 'DELETE', `/v1/documents/${pick(known.document).id}`)))
      ),
  ],
  [
    1,
    async (name) =>
      void (
        known.thread[0] &&
        (await read(name, await app.send(name, 'DELETE', `/v1/threads/${pick(known.thread).id}`)))
      ),
  ],
  [0.3, async (name) => void (await read(name, await app.send(name, 'DELETE', '/v1/me')))],
]
const TOTAL = STEPS.reduce((sum, [weight]) => sum + weight, 0)

function nextStep(): Step {
  let left = random() * TOTAL
  for (const [weight, step] of STEPS) {
    left -= weight
    if (left <= 0) return step
  }
  return addDocument
}

it(`${REQUESTS} requests of three people in two tenants, several at a time: nothing crosses`, {
  timeout: 600_000,
}, async () => {
  for (let n = 0; n < REQUESTS; n += 4) {
    await Promise.all(Array.from({ length: 4 }, () => nextStep()(pick(CALLERS))))
  }
  await app.settled()
  for (const name of CALLERS) {
    const report = UsageReport.parse(await (await app.get(name, '/v1/usage')).json())
    expect(JSON.stringify(report)).not.toContain('only-')
    expect(report.totals.answers).toBe(asked.get(name))
  }
  expect(known.answer.length).toBeGreaterThan(1_000)
  expect(known.thread.length).toBeGreaterThan(100)
})
