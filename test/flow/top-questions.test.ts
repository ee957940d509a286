import { afterAll, beforeAll, expect, it } from 'vitest'
import { CacheStats } from '../../shared/api/cache-stats.ts'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

let model: ScriptedModel
let server: TestServer

const hit = {
  url: 'https://tides.example/',
  title: 'Tides',
  snippet: 'The Moon causes most of the tide on Earth.',
  published: null,
  language: 'en',
  text: null,
}

beforeAll(async () => {
  model = await startScriptedModel()
  const search = { name: 'scripted', search: async () => [hit] }
  server = await startTestServer(model.settings, { webSearches: [search] })
  await server.addText('Skarv', 'The lighthouse of Skarv was built in 1887.')
})
afterAll(async () => {
  await server.close()
  await model.close()
})

it('tells which public answers are read most, and no other', async () => {
  const ask = async (question: string, sources: string[]) => {
    const answer = await readAnswer(await server.post('/v1/answers', { question, sources, mode: 'fast' }))
    await server.settled()
    return answer
  }
  const stats = async () => CacheStats.parse(await (await server.get('/v1/cache/stats')).json())
  const { id } = await ask('What causes the tides?', ['web'])
  for (let reader = 0; reader < 3; reader++) await ask('What causes the tides?', ['web'])
  for (let reader = 0; reader < 4; reader++) await ask('When was the lighthouse built?', ['documents'])
  for (let reader = 0; reader < 2; reader++) await ask('Does the Moon cause tides?', ['web'])
  expect((await stats()).top_questions).toMatchObject([
    { answer: id, hits: 3, freshness: 'evergreen', is_stale: false },
    { hits: 1 },
  ])
  await server.post('/v1/cache/purge', { answer: id })
  expect((await stats()).top_questions).toMatchObject([{ hits: 1 }])
})
