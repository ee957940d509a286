import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ResponseEvent, ResponseObject } from '../../../shared/api/compat/responses.ts'
import { BUILT, type ClientsServer, startClientsServer } from '../../support/clients-server.ts'

type Response = OpenAI.Responses.Response
type Event = OpenAI.Responses.ResponseStreamEvent

const { question, sentence } = BUILT

const messageOf = ({ output }: Response) => {
  const item = output.find(({ type }) => type === 'message')
  const content = item?.type === 'message' ? item.content[0] : undefined
  if (content?.type !== 'output_text') throw new Error('no message')
  return content
}

describe("OpenAI's client, responses", () => {
  let server: ClientsServer
  let client: OpenAI
  beforeAll(async () => {
    server = await startClientsServer()
    client = new OpenAI({ baseURL: `${server.address}/v1`, apiKey: 'none' })
  })
  afterAll(() => server.close())

  it('has the text, what was searched, and where each marker leads', async () => {
    const response = await client.responses.create({ model: 'gpt-5', input: question })
    ResponseObject.parse(response)
    expect(response).toMatchObject({ object: 'response', status: 'completed', model: 'gpt-5', error: null })
    expect(response.output_text.slice(0, sentence.length)).toBe(sentence)
    expect(response.output.map(({ type }) => type)).toEqual(['web_search_call', 'message'])
    const { annotations, text } = messageOf(response)
    const [first] = annotations
    expect(first).toMatchObject({ type: 'url_citation', title: 'The lighthouse of Skarv' })
    if (first?.type === 'url_citation') expect(text.slice(first.start_index, first.end_index)).toBe('[1]')
  })

  it('streams only events that OpenAI has, numbered without a gap or a repetition', async () => {
    const stream = await client.responses.create({ model: 'gpt-5', input: question, stream: true })
    const events: Event[] = []
    for await (const event of stream) events.push(event)
    for (const event of events) ResponseEvent.parse(event)
    const types = events.map(({ type }) => type)
    expect(types.filter((type) => !/delta|annotation/.test(type))).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.web_search_call.in_progress',
      'response.web_search_call.searching',
      'response.web_search_call.completed',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ])
    expect(types).toContain('response.output_text.annotation.added')
    const numbers = events.map(({ sequence_number }) => sequence_number)
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
    const told = events
      .map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''))
      .join('')
    expect(told).toContain(sentence)
  })

  it('has the whole of it from the helper for streams', async () => {
    const stream = client.responses.stream({ model: 'gpt-5', input: question })
    const response = await stream.finalResponse()
    expect(response.output_text).toContain(sentence)
    expect(messageOf(response).annotations.length).toBeGreaterThan(0)
  })

  it('goes on after any event, with what it has not seen', async () => {
    const stream = await client.responses.create({ model: 'gpt-5', input: question, stream: true })
    const events: Event[] = []
    for await (const event of stream) events.push(event)
    const [created] = events
    const id = created?.type === 'response.created' ? created.response.id : ''
    await server.settled()
    for (const seen of events) {
      const after = { stream: true, starting_after: seen.sequence_number } as const
      const rest: Event[] = []
      for await (const event of await client.responses.retrieve(id, after)) rest.push(event)
      expect(rest.map(({ sequence_number }) => sequence_number)).toEqual(
        events.map(({ sequence_number }) => sequence_number).filter((n) => n > seen.sequence_number),
      )
    }
  })

  it('is read by its id', async () => {
    const { id } = await client.responses.create({ model: 'gpt-5', input: question })
    const response = await client.responses.retrieve(id)
    expect(response).toMatchObject({ id, status: 'completed', model: 'extractive' })
    expect(messageOf(response).text).toContain(sentence)
  })

  it('throws what is wrong where it looks for it', async () => {
    await expect(client.responses.create({ model: 'gpt-5', input: [] })).rejects.toMatchObject({
      ...{ status: 400, code: 'invalid_request', param: 'input' },
    })
    await expect(client.responses.retrieve('resp_unknown')).rejects.toMatchObject({
      constructor: OpenAI.NotFoundError,
      code: 'not_found',
    })
    await expect(client.responses.cancel('resp_unknown')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
  })
})
