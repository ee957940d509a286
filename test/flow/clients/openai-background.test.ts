import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { DOCUMENTS } from '../../support/fixtures.ts'
import { answerText, type ScriptedModel, startScriptedModel } from '../../support/model-server.ts'
import { startTestServer, type TestServer } from '../../support/test-server.ts'

type Event = OpenAI.Responses.ResponseStreamEvent

const textOf = (events: readonly Event[]) =>
  events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('')

describe("OpenAI's client, responses that take long", () => {
  let model: ScriptedModel
  let server: TestServer
  let client: OpenAI
  beforeAll(async () => {
    model = await startScriptedModel()
    server = await startTestServer(model.settings)
    await server.addText(DOCUMENTS.ferry.title, DOCUMENTS.ferry.text)
    client = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'none' })
  })
  afterAll(async () => {
    await server.close()
    await model.close()
  })

  it('are made in the background and fetched later', async () => {
    const release = model.hold()
    const begun = await client.responses.create({
      ...{ model: 'tiny', input: 'How long does the crossing take?', background: true },
    })
    expect(begun).toMatchObject({ background: true, output: [] })
    expect(['queued', 'in_progress']).toContain(begun.status)
    release()
    const done = await vi.waitFor(async () => {
      const response = await client.responses.retrieve(begun.id)
      expect(response.status).toBe('completed')
      return response
    }, 15_000)
    expect(done.model).toBe('tiny')
    expect(JSON.stringify(done.output)).toContain(answerText(1))
  })

  it('are cancelled, and say so', async () => {
    const release = model.hold()
    const { id } = await client.responses.create({
      ...{ model: 'tiny', input: 'When does the ferry leave?', background: true },
    })
    await vi.waitFor(() => expect(model.vendor.calls).toBe(2), 15_000)
    expect(await client.responses.cancel(id)).toMatchObject({ id, status: 'cancelled' })
    await model.vendor.aborted()
    release()
    expect(await client.responses.retrieve(id)).toMatchObject({ id, status: 'cancelled' })
  })

  it('are cancelled at whatever point they are, and say so', async () => {
    for (const name of ['Ada', 'Nils', 'Olga', 'Per', 'Siv']) {
      const input = `Who was ${name} of the lighthouse?`
      const { id } = await client.responses.create({ model: 'extractive', input, background: true })
      expect(['cancelled', 'completed']).toContain((await client.responses.cancel(id)).status)
    }
  })

  it('are read on after a lost connection, while they are being written', async () => {
    const release = model.hold()
    const asked = { model: 'tiny', input: 'Do dogs travel free of charge?', background: true } as const
    const stream = await client.responses.create({ ...asked, stream: true })
    const seen: Event[] = []
    for await (const event of stream) {
      seen.push(event)
      if (event.type === 'response.output_text.delta') break
    }
    const [created] = seen
    const id = created?.type === 'response.created' ? created.response.id : ''
    const starting_after = seen.at(-1)?.sequence_number ?? 0
    const rest: Event[] = []
    const resumed = await client.responses.retrieve(id, { stream: true, starting_after })
    release()
    for await (const event of resumed) rest.push(event)
    expect(rest[0]?.sequence_number).toBe(starting_after + 1)
    expect(rest.at(-1)?.type).toBe('response.completed')
    const text = textOf([...seen, ...rest])
    expect(text).toBe(answerText(model.vendor.calls))
  })
})
