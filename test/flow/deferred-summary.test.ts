import { afterAll, beforeAll, expect, it } from 'vitest'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

it('summarises a text for a caller who does not wait, though no row of the log can hold it', async () => {
  const opening = 'The harbour board of Skarv built its lighthouse in 1871.'
  const filler = Array.from({ length: 2_500 }, (_, n) => `Line ${n} speaks of harbour duty and cargo weight.`)
  const text = [opening, ...filler].join('\n\n')
  expect(text.length).toBeGreaterThan(100_000)
  const response = await server.post('/v1/summaries', { text }, { prefer: 'respond-async' })
  expect(response.status).toBe(202)
  const { id } = await readAnswer(response)
  await server.settled()
  const answer = await readAnswer(await server.get(`/v1/answers/${id}`))
  expect(answer.status).toBe('completed')
  expect(answer.synopsis).toContain('harbour')
})
