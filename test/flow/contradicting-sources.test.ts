import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

describe('an answer from sources that contradict each other', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    await server.addText('Holm bridge', 'The Holm bridge was opened in 1932. It is painted green.')
    await server.addText('Bridges of Holm', 'The Holm bridge was opened in 1934. It carries a railway.')
    await server.addText('Tea', 'Green tea is brewed at eighty degrees. It came to Holm in 1934.')
  })
  afterAll(() => server.close())

  const ask = async (question: string) =>
    Answer.parse(await (await server.post('/v1/answers', { question })).json())

  it('tells both, cites both, and warns of them', async () => {
    const answer = await ask('When was the Holm bridge opened?')
    expect(answer.synopsis).toMatch(
      /^The sources contradict each other\. The Holm bridge was opened in 193[24] \[[12]\]\. The Holm bridge was opened in 193[24] \[[12]\]\./,
    )
    const quotes = answer.citations.map(({ quote, verdict }) => `${verdict}: ${quote}`)
    expect(quotes).toEqual(
      expect.arrayContaining([
        'supported: The Holm bridge was opened in 1932',
        'supported: The Holm bridge was opened in 1934',
      ]),
    )
    expect(answer.warnings).toEqual([{ code: 'sources_contradict', sources: expect.any(Array) }])
    expect(answer.warnings[0]?.sources?.toSorted()).toEqual([1, 2])
  })

  it('says nothing of it where they do not', async () => {
    const answer = await ask('How is green tea brewed?')
    expect(answer.synopsis).toMatch(/^Green tea is brewed at eighty degrees \[1\]\./)
    expect(answer.warnings).toEqual([])
  })
})
