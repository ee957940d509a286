import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Answer } from '../../shared/api/answer.ts'
import { type CallerName, type CallersApp, startCallersApp } from '../support/callers-app.ts'
import { createSeededRandom } from '../support/seeded-random.ts'
import { readAnswer } from '../support/test-server.ts'

/** Somebody unknown, and two people of each of two tenants. */
const CALLERS = ['acme/', 'acme/ann', 'acme/bob', 'bolt/cid', 'bolt/dora'] as const
type Name = (typeof CALLERS)[number]

const SOURCES = ['web', 'documents', 'my_documents']

function permutations<Item>(items: readonly Item[]): Item[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item, at) =>
    permutations([...items.slice(0, at), ...items.slice(at + 1)]).map((rest) => [item, ...rest]),
  )
}
const ORDERS = permutations(CALLERS)

/** The same five in tenants of their own, which have no documents yet. */
const inRound = (name: Name, round: number) => name.replace('/', `-${round}/`) as CallerName
const tenantOf = (name: string) => name.split('/')[0] ?? ''
const isKnown = (name: string) => !name.endsWith('/')
/** What stands in the documents of one tenant or one person, and nowhere else. */
const markOf = (owner: string) => `mark-of-${owner.replace('/', '-of-')}-only`

describe('answers of five callers', () => {
  let app: CallersApp
  beforeAll(async () => {
    app = await startCallersApp()
  })
  afterAll(() => app.close())

  const ask = async (name: CallerName, question: string, sources: readonly string[] = SOURCES) => {
    const response = await app.post(name, '/v1/answers', { question, sources })
    return readAnswer(response)
  }

  it('are one and the same while nobody has documents, in all 120 orders', { timeout: 60_000 }, async () => {
    expect(ORDERS).toHaveLength(120)
    for (const [index, order] of ORDERS.entries()) {
      const question = `When does the ferry number ${index} leave?`
      const ids = new Set<string>()
      for (const [place, name] of order.entries()) {
        const answer = await ask(name, question)
        ids.add(answer.id)
        if (place === 0) await app.settled()
        expect(answer.cache.state).toBe(place === 0 ? 'miss' : 'hit')
      }
      expect(ids.size).toBe(1)
    }
  })

  it('never cross a scope, whenever who adds documents', { timeout: 120_000 }, async () => {
    const random = createSeededRandom(20_261_124)
    const sample = Array.from({ length: 40 }, () => ORDERS[Math.floor(random() * ORDERS.length)] ?? [])
    for (const [round, order] of sample.entries()) {
      const names = order.map((name) => inRound(name, round))
      const question = `What does the harbour gate ${round} open with?`
      const added = new Set<string>()
      for (const name of names) {
        expectOwn(name, await ask(name, question), { added, names })
        await addDocuments(name, added)
      }
      const later = await Promise.all(names.map((name) => ask(name, question)))
      for (const [place, name] of names.entries()) {
        expectOwn(name, later[place] as Answer, { added, names })
      }
      // The unknown one of a tenant reads what its tenant's documents say, everybody else their own, too.
      expect(new Set(later.map(({ id }) => id)).size).toBe(5)
    }
  })

  /** The tenant's first, if it has none, and one of the caller's own. */
  async function addDocuments(name: CallerName, added: Set<string>): Promise<void> {
    const owners = [tenantOf(name), ...(isKnown(name) ? [name] : [])]
    for (const owner of owners.filter((each) => !added.has(each))) {
      const collection = owner === name ? 'my_documents' : 'documents'
      const text = `The harbour gate opens with ${markOf(owner)}.`
      await app.addText(name, { title: `Harbour ${markOf(owner)}`, text, collection })
      added.add(owner)
    }
  }

  /** Reads what is theirs, if it is there yet, and nothing of anybody else. */
  function expectOwn(
    name: CallerName,
    answer: Answer,
    { added, names }: { added: ReadonlySet<string>; names: readonly CallerName[] },
  ): void {
    const told = JSON.stringify(answer)
    const owners = [...new Set([...names.map(tenantOf), ...names.filter(isKnown)])]
    const seen = owners.filter((owner) => told.includes(markOf(owner)))
    expect(seen).toEqual(
      owners.filter((owner) => added.has(owner) && (owner === tenantOf(name) || owner === name)),
    )
  }

  it('are shared by all who ask the web alone, documents or not', async () => {
    const ids = new Set<string>()
    for (const name of CALLERS) ids.add((await ask(name, 'What opens the gate of the web?', ['web'])).id)
    expect(ids.size).toBe(1)
  })

  it('are shared within a tenant that asks its documents, and with nobody else', async () => {
    for (const name of ['acme/ann', 'bolt/cid'] as const) await addDocuments(name, new Set())
    const ids = new Map<string, Set<string>>()
    for (const name of CALLERS) {
      const { id } = await ask(name, 'What opens the gate of the tenant?', ['documents'])
      const tenant = tenantOf(name)
      ids.set(tenant, (ids.get(tenant) ?? new Set()).add(id))
    }
    expect([...ids].map(([tenant, of]) => [tenant, of.size])).toEqual([
      ['acme', 1],
      ['bolt', 1],
    ])
  })

  it('are not there for those who are not in their scope', async () => {
    const { id } = await ask('acme/ann', 'What does the harbour gate open with for Ann?')
    const tenants = await ask('acme/ann', 'What does the harbour gate open with for Acme?', ['documents'])
    const headers = { accept: 'text/event-stream' }
    const strangers: [Name, string][] = [
      ['acme/', id],
      ['acme/bob', id],
      ['bolt/cid', id],
      ['bolt/dora', tenants.id],
    ]
    for (const [name, of] of strangers) {
      const replies = [
        await app.get(name, `/v1/answers/${of}`),
        await app.get(name, `/v1/answers/${of}/events`, headers),
        await app.post(name, `/v1/answers/${of}/cancel`),
        await app.post(name, `/v1/answers/${of}/feedback`, { verdict: 'wrong_hit' }),
        await app.post(name, '/v1/cache/purge', { answer: of }),
      ]
      expect(replies.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
    }
    expect((await app.get('acme/ann', `/v1/answers/${id}`)).status).toBe(200)
    expect((await app.get('acme/bob', `/v1/answers/${tenants.id}`)).status).toBe(200)
  })
})
