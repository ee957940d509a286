import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { plainReply } from '../support/scripted-openai-server.ts'
import { readAnswer, readEvents, startTestServer, type TestServer } from '../support/test-server.ts'

const PAGES = 200
const TOPICS = ['harbour', 'lighthouse', 'ferry', 'school', 'quarry', 'church', 'market', 'railway']

/** 3,000 characters a page, each with a topic and a figure of its own. */
const page = (n: number): string => {
  const topic = TOPICS[Math.floor((n * TOPICS.length) / PAGES)] ?? ''
  const opening = `The ${topic} report of page ${n} counts ${1_000 + n} visitors to the ${topic} of Skarv.`
  const filler = Array.from(
    { length: 40 },
    (_, line) => `Entry ${n * 100 + line} lists wages, weather and repairs of the ${topic} for one week.`,
  )
  return [`## Page ${n}`, opening, ...filler].join('\n\n')
}
const TEXT = Array.from({ length: PAGES }, (_, n) => page(n)).join('\n\n')

describe('the summary of 200 pages', () => {
  let model: ScriptedModel
  let server: TestServer
  let documentId: string
  beforeAll(async () => {
    model = await startScriptedModel()
    server = await startTestServer(model.settings)
    documentId = await server.addText('Annals of Skarv', TEXT)
  }, 60_000)
  afterAll(async () => {
    await server.close()
    await model.close()
  })

  const prompts = () => model.vendor.requests.map(({ body }) => body.messages.at(-1)?.content ?? '')

  it('is written by a model from those of its sections, in few calls that fit its context', async () => {
    model.vendor.setScript(({ body }) => {
      const prompt = body.messages.at(-1)?.content ?? ''
      const counted = [...prompt.matchAll(/The \w+ report of page (\d+) counts \d+ visitors/g)].map(
        ([all]) => all,
      )
      return plainReply([`${counted[0] ?? 'Nothing'} to it [1]. `, `${counted.at(-1) ?? 'Nothing'} too [1].`])
    })
    const response = await server.post(
      '/v1/summaries',
      { document_id: documentId, length: 'medium' },
      { accept: 'text/event-stream' },
    )
    const events = (await readEvents(response)).map(({ event }) => event)
    const calls = model.vendor.calls
    expect(calls).toBeGreaterThan(2)
    expect(calls).toBeLessThanOrEqual(65)
    const end = events.at(-1)
    if (end?.type !== 'answer-end') throw new Error(`ended by ${end?.type}`)
    expect(end.mode).toMatchObject({ served: 'fast', model: 'tiny' })
    // Each call was 100 tokens in and 20 out.
    expect(end.usage).toMatchObject({ input_tokens: 100 * calls, output_tokens: 20 * calls })
    // The last call sees the sections' synopses alone: the first page's figure and the last one's.
    expect(prompts().at(-1)).toContain('The harbour report of page 0 counts 1000 visitors')
    expect(prompts().at(-1)).toContain('The railway report of page 199 counts')
    expect(prompts().at(-1)).not.toContain('Entry ')
    // Citations go to the text itself.
    const citations = events.flatMap((event) => (event.type === 'citation' ? event : []))
    expect(citations.map(({ verdict }) => verdict)).toEqual(['supported', 'supported'])
    for (const { quote, passage } of citations) expect(TEXT.slice(passage.start, passage.end)).toBe(quote)
    expect(citations[1]?.quote).toContain('page 199 counts 1199 visitors')
    // All of it was read, and what is in it is told before the synopsis.
    expect(events.filter(({ type }) => type === 'warning')).toEqual([])
    const types = events.map(({ type }) => type)
    expect(types.indexOf('contents')).toBeLessThan(types.indexOf('synopsis-delta'))
    const contents = events.flatMap((event) => (event.type === 'contents' ? event.entries : []))
    expect(contents).toHaveLength(50)
    expect(contents[49]).toMatchObject({
      title: 'Page 196 – Page 199',
      level: 1,
      end: TEXT.length,
      page: null,
    })
  }, 30_000)

  it('makes only the last call when it is asked for in another length', async () => {
    const before = model.vendor.calls
    const answer = await readAnswer(
      await server.post('/v1/summaries', { document_id: documentId, length: 'short' }),
    )
    expect(answer.status).toBe('completed')
    expect(model.vendor.calls).toBe(before + 1)
  }, 30_000)

  it('is kept nowhere by its sections when the text is sent along, but made all the same', async () => {
    const before = model.vendor.calls
    const answer = await readAnswer(await server.post('/v1/summaries', { text: TEXT, focus: 'the railway' }))
    expect(answer.mode.served).toBe('fast')
    expect(model.vendor.calls).toBeGreaterThan(before + 1)
    expect(prompts().at(-1)).toContain('Focus: the railway')
  }, 30_000)
})

describe('the extractive summary of 200 pages', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await startTestServer()
  })
  afterAll(() => server.close())

  it('quotes from all parts of the text, each quote where it stands', async () => {
    const answer = await readAnswer(await server.post('/v1/summaries', { text: TEXT, length: 'long' }))
    expect(answer.mode.served).toBe('extractive')
    expect(answer.citations).toHaveLength(6)
    expect(answer.contents?.[0]?.title).toBe('Page 0 – Page 3')
    const starts = answer.citations.map(({ passage }) => passage.start)
    expect(Math.max(...starts)).toBeGreaterThan(TEXT.length / 2)
    for (const { quote, passage } of answer.citations)
      expect(TEXT.slice(passage.start, passage.end)).toBe(quote)
  }, 30_000)

  it('looks at what the focus names, wherever that is', async () => {
    const answer = await readAnswer(
      await server.post('/v1/summaries', { text: TEXT, length: 'short', focus: 'visitors on page 187' }),
    )
    expect(answer.synopsis).toContain('page 187 counts 1187 visitors')
  }, 30_000)

  it('says that it cannot write in another language', async () => {
    const answer = await readAnswer(
      await server.post('/v1/summaries', { text: TEXT.slice(0, 3_000), language: 'de' }),
    )
    expect(answer.warnings).toContainEqual({ code: 'language_not_available' })
  })
})
