import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ScriptedModel, startScriptedModel } from '../support/model-server.ts'
import { plainReply } from '../support/scripted-openai-server.ts'
import { readAnswer, startTestServer, type TestServer } from '../support/test-server.ts'

const ISLANDS = ['Arno', 'Bera', 'Cuma', 'Dora', 'Elba', 'Faro', 'Gozo', 'Hova', 'Iona', 'Jura']
const MORE = ['Kara', 'Lido', 'Mull', 'Nora', 'Onta', 'Paro', 'Quon', 'Rona']

describe('a question to eighteen sources', () => {
  let model: ScriptedModel
  let server: TestServer
  beforeAll(async () => {
    model = await startScriptedModel()
    server = await startTestServer(model.settings)
    for (const [n, island] of [...ISLANDS, ...MORE].entries())
      await server.addText(
        `Ferries of ${island}`,
        `The ferry to ${island} costs ${20 + n} crowns in summer. ${island} has ${n + 2} piers of oak.`,
      )
  })
  afterAll(async () => {
    await server.close()
    await model.close()
  })

  const ask = async (mode: 'fast' | 'deep') =>
    readAnswer(
      await server.post('/v1/answers', {
        question: 'How much does the ferry cost in summer?',
        ...{ mode, max_sources: 20, cache: { use: 'bypass' } },
      }),
    )
  const sourcesShown = () => {
    const prompt = model.vendor.requests.at(-1)?.body.messages.at(-1)?.content ?? ''
    return [...prompt.matchAll(/ source="(\d+)"/g)].map(([, n]) => Number(n))
  }

  it('shows a fast model the twelve best passages', async () => {
    const answer = await ask('fast')
    expect(answer.sources).toHaveLength(18)
    expect(sourcesShown()).toHaveLength(12)
  })

  it('shows a deep one all of them, those beyond by their synopses, which it may cite', async () => {
    let last = 0
    model.vendor.setScript(() => {
      last = sourcesShown().at(-1) ?? 0
      return plainReply([`One of them has piers of oak and a ferry that costs crowns in summer [${last}].`])
    })
    const answer = await ask('deep')
    expect(sourcesShown().sort((a, b) => a - b)).toEqual(Array.from({ length: 18 }, (_, n) => n + 1))
    expect(answer.citations).toHaveLength(1)
    const [citation] = answer.citations
    expect(citation?.source).toBe(last)
    const island = answer.sources[last - 1]?.title.split(' ').at(-1) ?? ''
    expect(citation?.quote).toContain(island)
  })
})
