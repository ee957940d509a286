import { describe, expect, it } from 'vitest'
import { vendorSchema } from '../../../../shared/answer/structured/vendor-schema.ts'
import { writeObject } from '../../../../shared/answer/structured/write-object.ts'
import type { ModelMessage, ModelPart } from '../../../../shared/ports/language-model.ts'
import type { ObjectOrder, WriterPart } from '../../../../shared/ports/synopsis-writer.ts'

const USAGE = { inputTokens: 100, outputTokens: 20, reasoningTokens: 0 }
const PASSAGES = [
  {
    source: 2,
    title: 'Skarv',
    text: 'The lighthouse of Skarv was built in 1887 by Ada Holm. Its lamp burned "whale oil" until 1911.',
    ...{ start: 0, end: 95, page: null, score: 1 },
  },
]
const ORDER: ObjectOrder = {
  schema: {
    type: 'object',
    properties: {
      summary: { type: 'string', maxLength: 80 },
      years: { type: 'array', items: { type: 'integer' } },
      fuel: { enum: ['whale oil', 'gas'] },
    },
    required: ['summary', 'years'],
  },
  links: ['https://skarv.example/light'],
}

/** A model that writes the n-th text at its n-th call. */
async function write(texts: readonly string[], { order = ORDER, reason = 'stop' as 'stop' | 'length' } = {}) {
  const asked: (readonly ModelMessage[])[] = []
  const parts: WriterPart[] = []
  async function* stream(messages: readonly ModelMessage[]): AsyncGenerator<ModelPart> {
    asked.push(messages)
    yield { type: 'reasoning-delta', text: 'Hm.' }
    for (const text of texts[asked.length - 1]?.match(/.{1,7}/gs) ?? []) yield { type: 'text-delta', text }
    yield { type: 'finish', reason, usage: USAGE }
  }
  const messages: ModelMessage[] = [{ role: 'user', content: 'When?' }]
  const writing = writeObject({ order, passages: PASSAGES, messages, stream })
  const failure = await (async () => {
    for await (const part of writing) parts.push(part)
  })().catch((thrown: unknown) => thrown)
  return { asked, parts, failure, object: parts.find((part) => part.type === 'object') }
}

describe('an object by a schema', () => {
  it('comes in one part, its markers told apart from it', async () => {
    const { parts, object } = await write([
      '{"answer": {"summary": "Ada Holm built it in 1887 [2]. It was \\"grand\\".", "years": [1, 2], "fuel": "gas"}}',
    ])
    expect(parts.map(({ type }) => type)).toEqual(['reasoning-delta', 'object', 'finish'])
    const json = String.raw`{"summary":"Ada Holm built it in 1887. It was \"grand\".","years":[1,2],"fuel":"gas"}`
    expect(object).toEqual({
      type: 'object',
      json,
      claims: [{ text: 'Ada Holm built it in 1887', sources: [2], start: 12, end: 37 }],
    })
    expect(json.slice(12, 37)).toBe('Ada Holm built it in 1887')
    expect(parts.at(-1)).toEqual({ type: 'finish', answered: true, confidence: null, usage: USAGE })
  })

  it('tells where a claim stands behind signs that JSON escapes', async () => {
    const { object } = await write([
      '{"answer": {"summary": "A \\"house\\".\\nIt burned \\"whale oil\\" [2, 9].", "years": []}}',
    ])
    if (object?.type !== 'object') throw new Error('no object')
    const [claim] = object.claims
    expect(claim?.text).toBe('It burned "whale oil"')
    expect(object.json.slice(claim?.start, claim?.end)).toBe(String.raw`It burned \"whale oil\"`)
    expect(claim?.sources).toEqual([2])
  })

  it('cites what was copied without a marker, and drops links of others', async () => {
    const { object } = await write([
      '{"answer": {"summary": "The lighthouse of Skarv was built in 1887 by Ada Holm. https://evil.example/x", "years": []}}',
    ])
    expect(object).toMatchObject({
      json: '{"summary":"The lighthouse of Skarv was built in 1887 by Ada Holm.","years":[]}',
      claims: [{ text: 'The lighthouse of Skarv was built in 1887 by Ada Holm', sources: [2] }],
    })
  })

  it.each([
    ['in a fence of code', '```json\n{"answer": {"summary": "Yes.", "years": []}}\n```'],
    ['without what is around it', '{"summary": "Yes.", "years": []}'],
  ])('is read %s', async (_, text) => {
    const { object, asked } = await write([text])
    expect(object).toMatchObject({ json: '{"summary":"Yes.","years":[]}' })
    expect(asked).toHaveLength(1)
  })

  it('is null where the sources do not say', async () => {
    const { parts } = await write(['{"answer": null}'])
    expect(parts.slice(1)).toEqual([
      { type: 'object', json: 'null', claims: [] },
      { type: 'finish', answered: false, confidence: null, usage: USAGE },
    ])
  })

  it('is asked for once more with what is wrong; both calls are counted', async () => {
    const { asked, object, parts } = await write([
      '{"answer": {"summary": "Yes.", "years": ["1887"], "fuel": "coal", "more": 1}}',
      '{"answer": {"summary": "Yes.", "years": [1887]}}',
    ])
    expect(object).toMatchObject({ json: '{"summary":"Yes.","years":[1887]}' })
    expect(asked[1]?.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(asked[1]?.at(-1)?.content).toBe(
      'That does not fit the schema: the object must NOT have additional properties; /years/0 must be integer; ' +
        '/fuel must be equal to one of the allowed values. Write it anew.',
    )
    expect(parts.at(-1)).toMatchObject({
      usage: { inputTokens: 200, outputTokens: 40, reasoningTokens: 0 },
    })
  })

  it('is told that it was cut', async () => {
    const { asked, failure } = await write(['{"answer": {"summ', '{"answer'], { reason: 'length' })
    expect(asked[1]?.at(-1)?.content).toContain(
      'it is too long and was cut: write less; it is not one JSON object',
    )
    expect(failure).toMatchObject({ code: 'schema_not_met', retryable: false })
  })

  it('fails when the second attempt does not fit either', async () => {
    const { asked, parts, failure } = await write(['I would rather not.', '{"answer": {"summary": 4}}'])
    expect(failure).toMatchObject({ code: 'schema_not_met' })
    expect(asked).toHaveLength(2)
    expect(parts.map(({ type }) => type)).toEqual(['reasoning-delta', 'reasoning-delta'])
  })

  it('is no way to the memory of objects, nor to the stack', async () => {
    const deep = `{"answer": {"summary": ${'['.repeat(20_000)}${']'.repeat(20_000)}, "years": []}}`
    const own = '{"answer": {"__proto__": {"polluted": true}, "summary": "Yes.", "years": []}}'
    expect((await write([deep, own])).failure).toMatchObject({ code: 'schema_not_met' })
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('the schema that vendors are given', () => {
  it('is an object around the answer or null, without bounds and notes, its objects closed', () => {
    const schema = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Lighthouse',
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 80, description: 'as written' },
        keepers: { type: 'array', items: { $ref: '#/$defs/Person' }, maxItems: 3 },
      },
      $defs: {
        Person: { type: 'object', title: 'Person', properties: { age: { type: 'integer', minimum: 0 } } },
      },
    }
    expect(vendorSchema(schema)).toEqual({
      $defs: {
        Person: { type: 'object', properties: { age: { type: 'integer' } }, additionalProperties: false },
      },
      type: 'object',
      properties: {
        answer: {
          anyOf: [
            {
              type: 'object',
              properties: {
                name: { type: 'string', description: 'as written' },
                keepers: { type: 'array', items: { $ref: '#/$defs/Person' } },
              },
              additionalProperties: false,
            },
            { type: 'null' },
          ],
        },
      },
      required: ['answer'],
      additionalProperties: false,
    })
  })
})
