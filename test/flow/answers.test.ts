import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Answer } from '../../shared/api/answer.ts'
import { DOCUMENTS } from '../support/fixtures.ts'
import { readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

describe('an answer from documents', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
    for (const { title, text } of Object.values(DOCUMENTS)) await server.addText(title, text)
  })
  afterAll(() => server.close())

  const ask = async (body: object) => Answer.parse(await (await server.post('/v1/answers', body)).json())

  it('quotes the sentence that answers, and cites where it stands', async () => {
    const answer = await ask({ question: 'Who was the last keeper of the lighthouse of Skarv?' })
    expect(answer).toMatchObject({
      status: 'completed',
      language: 'en',
      mode: { requested: 'auto', served: 'extractive', model: null, reason: 'no_model_configured' },
      cache: { state: 'miss', layer: null },
    })
    expect(answer.synopsis).toContain(
      'The lighthouse was automated in 1974, and the last keeper, Jonas Berg, left the island in the same year [1].',
    )
    const text = DOCUMENTS.lighthouse.text
    const cited = answer.citations.filter(({ source }) => source === 1)
    expect(cited.length).toBeGreaterThan(0)
    for (const { quote, passage, start, end, verdict, score, source } of cited) {
      expect(text.slice(passage.start, passage.end)).toBe(quote)
      expect(answer.synopsis.slice(start, end)).toBe(`[${source}]`)
      expect({ verdict, score }).toEqual({ verdict: 'supported', score: 1 })
    }
    expect(answer.sources[0]).toMatchObject({
      n: 1,
      title: 'The lighthouse of Skarv',
      kind: 'document',
      read: 'full',
    })
  })

  it('answers in Chinese from Chinese text', async () => {
    const answer = await ask({ question: '冲泡龙井茶的水温是多少？' })
    expect(answer.language).toBe('zh')
    expect(answer.synopsis).toContain('冲泡龙井茶的水温以八十度为宜[1]。')
    expect(answer.citations[0]?.quote).toContain('冲泡龙井茶的水温以八十度为宜')
  })

  it('says so when the sources do not say', async () => {
    const answer = await ask({ question: 'What is the population of Antananarivo?' })
    expect(answer.synopsis).toMatch(/^The sources do not say\./)
    expect(answer.citations).toEqual([])
    expect(answer.warnings).toContainEqual({ code: 'sources_do_not_say' })
  })

  it('streams the same answer as it stores', async () => {
    const headers = { accept: 'text/event-stream' }
    const response = await server.post(
      '/v1/answers',
      { question: 'When does the ferry to Skarv leave?' },
      headers,
    )
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    const lines = await readEvents(response)
    const types = lines.map(({ event }) => event.type)
    expect(types[0]).toBe('answer-start')
    expect(types.at(-1)).toBe('answer-end')
    expect(types.filter((type) => type === 'answer-end' || type === 'answer-error')).toHaveLength(1)
    expect(lines.every(({ name, event }) => name === event.type)).toBe(true)
    const ids = lines.slice(1).map(({ id }) => Number(id))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(new Set(ids).size).toBe(ids.length)

    const start = lines[0]?.event
    const id = start?.type === 'answer-start' ? start.id : ''
    const stored = Answer.parse(await (await server.get(`/v1/answers/${id}`)).json())
    const streamed = lines.map(({ event }) => (event.type === 'synopsis-delta' ? event.text : '')).join('')
    expect(stored.synopsis).toBe(streamed)
    expect(stored.synopsis).toContain('The ferry to Skarv leaves at 07:15 and 16:40 on weekdays [1].')
    expect(stored.usage.searches).toBe(0)
  })

  it('keeps answers and documents over a restart', async () => {
    const before = await ask({ question: 'How long does rye bread bake?' })
    await server.stop()
    server = await startTestServer({ stateDir: server.stateDir })
    const after = Answer.parse(await (await server.get(`/v1/answers/${before.id}`)).json())
    expect(after.synopsis).toBe(before.synopsis)
    expect(after.citations).toEqual(before.citations)
    expect((await ask({ question: 'How long does rye bread bake?' })).synopsis).toBe(before.synopsis)
  })

  it('cannot be read any more once it is purged', async () => {
    const { id } = await ask({ question: 'Do dogs pay on the ferry?' })
    expect(await (await server.post('/v1/cache/purge', { answer: id })).json()).toEqual({
      answers: 1,
      items: 0,
    })
    const gone = await server.get(`/v1/answers/${id}`)
    expect(gone.status).toBe(410)
    expect(await gone.json()).toMatchObject({ code: 'answer_gone' })
    const again = await ask({ question: 'Do dogs pay on the ferry?' })
    expect(again.id).not.toBe(id)
    expect((await server.get(`/v1/answers/${again.id}`)).status).toBe(200)
    expect((await server.post('/v1/cache/purge', { answer: 'ans_nonsense' })).status).toBe(404)
  })

  it('refuses an id that is nobody’s, or of a scope that the caller is not in', async () => {
    const foreign = `ans_${Buffer.from('zz/ab12/tenant:other').toString('base64url')}`
    const absent = `ans_${Buffer.from('zz/ab12/public').toString('base64url')}`
    expect((await server.get('/v1/answers/ans_nonsense')).status).toBe(404)
    expect((await server.get(`/v1/answers/${foreign}`)).status).toBe(404)
    expect((await server.get(`/v1/answers/${absent}`)).status).toBe(410)
  })
})
