import { describe, expect, it } from 'vitest'
import { checkSchema } from '../../../../shared/answer/structured/check-schema.ts'
import { IngotError } from '../../../../shared/errors.ts'
import type { JsonSchema } from '../../../../shared/ports/synopsis-writer.ts'

const TEXT = { type: 'string' }
const object = (properties: Record<string, unknown>, more: object = {}) => ({
  type: 'object',
  properties,
  ...more,
})

function fieldsOf(schema: JsonSchema): readonly { path: string; message: string }[] {
  try {
    checkSchema(schema, 'schema')
    return []
  } catch (thrown) {
    if (!(thrown instanceof IngotError)) throw thrown
    expect(thrown.code).toBe('invalid_schema')
    return thrown.fields
  }
}

/** `levels` objects within each other. */
const nested = (levels: number): JsonSchema =>
  Array.from({ length: levels }).reduce<JsonSchema>((inner) => object({ a: inner }), TEXT)

describe('the check of a schema', () => {
  it('takes closed objects, lists, scalars, choices, bounds and references', () => {
    const schema = object(
      {
        name: { type: ['string', 'null'], description: 'as in the source', maxLength: 80 },
        year: { type: 'integer', minimum: 1_000, maximum: 3_000 },
        kind: { enum: ['lighthouse', 'ferry', null] },
        keepers: { type: 'array', items: { $ref: '#/$defs/Person' }, minItems: 1, maxItems: 9 },
        cost: { anyOf: [{ type: 'number' }, { const: 'unknown' }] },
        site: { type: 'string', format: 'uri' },
      },
      {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        title: 'Building',
        required: ['name', 'year'],
        additionalProperties: false,
        $defs: { Person: object({ name: TEXT }) },
      },
    )
    expect(fieldsOf(schema)).toEqual([])
  })

  it.each<[string, JsonSchema, { path: string; message: string | RegExp }]>([
    ['no object', { type: 'string' }, { path: 'schema.type', message: 'must be "object" at the top' }],
    ['no properties', { type: 'object' }, { path: 'schema.properties', message: 'must be given' }],
    [
      'a pattern',
      object({ a: { type: 'string', pattern: '(a+)+$' } }),
      { path: 'schema.properties.a', message: /^unknown keyword pattern; known: title, / },
    ],
    [
      'an unknown type',
      object({ a: { type: 'text' } }),
      {
        path: 'schema.properties.a.type',
        message: 'one of object, array, string, number, integer, boolean, null, or a list',
      },
    ],
    [
      'an open schema',
      object({ a: {} }),
      { path: 'schema.properties.a', message: 'must have one of type, enum, const, anyOf, $ref' },
    ],
    [
      'an open object',
      object({ a: object({}, { additionalProperties: true }) }),
      { path: 'schema.properties.a.additionalProperties', message: 'must be false' },
    ],
    [
      'a list of anything',
      object({ a: { type: 'array' } }),
      { path: 'schema.properties.a.items', message: 'must be given' },
    ],
    [
      'what is required and no property',
      object({ a: TEXT }, { required: ['a', 'b'] }),
      { path: 'schema.required[1]', message: 'is no property' },
    ],
    [
      'a reference to another document',
      object({ a: { $ref: 'https://example.org/schema.json' } }),
      { path: 'schema.properties.a.$ref', message: 'must be "#/$defs/NAME"' },
    ],
    [
      'a reference to nothing',
      object({ a: { $ref: '#/$defs/B' } }),
      { path: 'schema.$defs.B', message: 'is referred to, but not there' },
    ],
    [
      'a circle',
      object({ a: { $ref: '#/$defs/B' } }, { $defs: { B: object({ c: { $ref: '#/$defs/B' } }) } }),
      { path: 'schema.$defs.B', message: 'refers to itself' },
    ],
    ['nine levels', nested(9), { path: 'schema', message: 'is 9 levels deep; at most 8' }],
    [
      'a long one',
      object({ a: { type: 'string', description: 'x'.repeat(8_000) } }),
      { path: 'schema', message: /^has 80\d\d characters; at most 8000$/ },
    ],
  ])('refuses %s', (_, schema, { path, message }) => {
    const fields = fieldsOf(schema)
    expect(fields).toHaveLength(1)
    expect(fields[0]?.path).toBe(path)
    expect(fields[0]?.message).toMatch(message)
  })

  it('takes eight levels', () => {
    expect(fieldsOf(nested(8))).toEqual([])
  })

  it('counts what references multiply, in no time', () => {
    const twice = (name: string) => ({
      anyOf: Array.from({ length: 9 }, () => ({ $ref: `#/$defs/${name}` })),
    })
    const names = Array.from({ length: 20 }, (_, index) => `D${index}`)
    const $defs = Object.fromEntries(
      names.map((name, index) => [name, index === 19 ? TEXT : twice(`D${index + 1}`)]),
    )
    expect(fieldsOf(object({ a: twice('D0') }, { $defs }))).toEqual([
      {
        path: 'schema',
        message: expect.stringMatching(/^has [\d.e+]+ schemas, references followed; at most 200$/),
      },
    ])
  })
})
