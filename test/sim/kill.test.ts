import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { DocumentList } from '../../shared/api/documents.ts'
import { SearchResponse } from '../../shared/api/search.ts'
import { createSeededRandom } from '../support/seeded-random.ts'
import { type ServerProcess, startServerProcess } from '../support/server-process.ts'

const KILLS = 20
const random = createSeededRandom(20_261_123)

/** About 12 passages; the first and the last name the document, so that a half of it would show. */
function documentText(k: number): string {
  const filler = Array.from(
    { length: 60 },
    (_, line) => `Line ${line} of file ${k} speaks of harbour duty and cargo weight.`,
  )
  return [
    `# File ${k}`,
    `The opening mark is opening${k}.`,
    ...filler,
    `The closing mark is closing${k}.`,
  ].join('\n\n')
}

const post = (server: ServerProcess, route: string, body: object) =>
  fetch(server.address + route, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  })

/**
 * Adds documents and asks questions until the server is gone; `done` tells what the server acknowledged.
 * `underWay` resolves with the first of each: a slow machine has something to lose, too.
 */
function load(server: ServerProcess, first: number) {
  const added: number[] = []
  const answers: string[] = []
  const adding = async () => {
    for (let k = first; k < first + 400; k += 1) {
      const response = await post(server, '/v1/documents', { title: `File ${k}`, text: documentText(k) })
      if (response.status === 201) added.push(k)
    }
  }
  const asking = async () => {
    for (;;) {
      const response = await post(server, '/v1/answers', {
        question: `What is the opening mark of file ${first}?`,
      })
      if (response.ok) answers.push(((await response.json()) as { id: string }).id)
    }
  }
  const done = Promise.allSettled([adding(), asking()]).then(() => ({ added, answers }))
  const underWay = expect.poll(() => added.length > 0 && answers.length > 0, { timeout: 30_000 }).toBe(true)
  return { done, underWay }
}

describe(`a server killed ${KILLS} times while it ingests and answers`, () => {
  let stateDir: string
  let server: ServerProcess
  beforeAll(async () => {
    stateDir = await mkdtemp(path.join(tmpdir(), 'ingot-kill-'))
  })
  afterAll(async () => {
    await server?.kill()
    await rm(stateDir, { recursive: true, force: true })
  })

  it('starts again each time with every acknowledged document whole, and answers', async () => {
    const acknowledged: number[] = []
    const answers: string[] = []
    for (let round = 0; round < KILLS; round += 1) {
      server = await startServerProcess(stateDir)
      const loading = load(server, round * 1_000)
      await loading.underWay
      await delay(random() * 800)
      await server.kill()
      const { added, answers: told } = await loading.done
      acknowledged.push(...added)
      answers.push(...told)
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS)
    expect(answers.length).toBeGreaterThanOrEqual(KILLS)

    server = await startServerProcess(stateDir)
    const listed = await listTitles(server)
    const missing = acknowledged.filter((k) => !listed.has(`File ${k}`))
    expect(missing).toEqual([])

    const sample = acknowledged.filter((_, index) => index % Math.ceil(acknowledged.length / 40) === 0)
    for (const k of sample) {
      expect(listed.get(`File ${k}`)).toBe(documentText(k).length)
      expect(await firstHit(server, `opening${k}`)).toBe(`File ${k}`)
      expect(await firstHit(server, `closing${k}`)).toBe(`File ${k}`)
    }
    // What was not acknowledged may be there, but then it is whole.
    for (const [title, characters] of listed) {
      expect(characters).toBe(documentText(Number(title.slice('File '.length))).length)
    }

    for (const id of answers.slice(-5)) {
      const answer = Answer.parse(await (await fetch(`${server.address}/v1/answers/${id}`)).json())
      expect(answer.status).toBe('completed')
    }
    const [k] = sample
    const asked = await post(server, '/v1/answers', { question: `What is the closing mark of file ${k}?` })
    expect(Answer.parse(await asked.json()).synopsis).toContain(`closing${k}`)
  })
})

async function listTitles(server: ServerProcess): Promise<Map<string, number>> {
  const titles = new Map<string, number>()
  let cursor: string | null = null
  do {
    const query = new URLSearchParams({ limit: '500', ...(cursor ? { cursor } : {}) })
    const page = DocumentList.parse(await (await fetch(`${server.address}/v1/documents?${query}`)).json())
    for (const { title, characters } of page.documents) titles.set(title, characters)
    cursor = page.next_cursor
  } while (cursor !== null)
  return titles
}

async function firstHit(server: ServerProcess, query: string): Promise<string | undefined> {
  const response = await post(server, '/v1/search', { query, limit: 1 })
  return SearchResponse.parse(await response.json()).hits[0]?.title
}
