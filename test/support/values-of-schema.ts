/** A part of JSON Schema, as the OpenAPI document uses it. */
export type Schema = {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: boolean | Schema
  items?: Schema
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
}

const WORDS = [
  'tides',
  'What causes the tides?',
  '月亮',
  'ans_x',
  'doc_1',
  'en',
  'a'.repeat(300),
  '0',
  ' ',
  'ключ',
]
/** None of them is to be reached: private, or no address at all. */
const ADDRESSES = [
  'http://127.0.0.1:9/',
  'http://10.0.0.1/a?b=c',
  'https://[::1]/',
  'ftp://x',
  'http://169.254.169.254/',
]
/** What no schema wants. */
export const HOSTILE: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  0.1,
  '',
  '\0\u202e\ud800',
  'x'.repeat(20_000),
  '../../etc/passwd',
  "'; DROP TABLE answers; --",
  '<script>alert(1)</script>',
  'a\r\nSet-Cookie: b=c',
  [],
  {},
  [[[[[[[[[['deep']]]]]]]]]],
  { toString: 'x', constructor: { prototype: { polluted: true } } },
  JSON.parse('{"__proto__": {"polluted": true}}'),
  Array.from({ length: 500 }, (_, n) => n),
]

/** Values that fit a schema, made by chance: what a client might send, told the schema alone. */
export function createValues(schemas: Record<string, Schema>, random: () => number) {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item

  function made(schema: Schema, depth = 0): unknown {
    if (schema.$ref) return made(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, depth + 1)
    if ('const' in schema) return schema.const
    const either = schema.anyOf ?? schema.oneOf
    if (either) return made(pick(either), depth + 1)
    if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => made(part, depth + 1)))
    return schema.enum ? pick(schema.enum) : ofType(schema, depth)
  }

  function ofType(schema: Schema, depth: number): unknown {
    const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type
    switch (type) {
      case 'object':
        return objectOf(schema, depth)
      case 'array':
        return arrayOf(schema, depth)
      case 'integer':
      case 'number':
        return numberOf(schema, type)
      case 'boolean':
        return random() < 0.5
      case 'null':
        return null
      case 'string':
        return textOf(schema)
      default:
        return pick(HOSTILE)
    }
  }

  function arrayOf({ minItems = 0, items = {} }: Schema, depth: number): unknown[] {
    const length = Math.max(minItems, depth > 6 ? 0 : Math.floor(random() * 3))
    return Array.from({ length }, () => made(items, depth + 1))
  }

  function objectOf({ properties = {}, required = [], additionalProperties }: Schema, depth: number) {
    const object: Record<string, unknown> = {}
    for (const [name, property] of Object.entries(properties)) {
      if (!required.includes(name) && (depth > 6 || random() < 0.6)) continue
      object[name] = made(property, depth + 1)
    }
    if (typeof additionalProperties === 'object' && random() < 0.5) {
      object[pick(WORDS)] = made(additionalProperties, depth + 1)
    }
    return object
  }

  function numberOf({ minimum = 0, maximum = 1_000 }: Schema, type: 'integer' | 'number'): number {
    const most = Math.min(maximum, minimum + 1_000)
    const value = pick([minimum, most, minimum + random() * (most - minimum)])
    return type === 'integer' ? Math.trunc(value) : value
  }

  function textOf({ format, minLength = 0, maxLength = 20_000 }: Schema): string {
    if (format === 'uri') return pick(ADDRESSES)
    if (format === 'date') return pick(['2026-01-31', '2026-02-30', '0001-01-01'])
    if (format === 'date-time') return pick(['2026-01-31T00:00:00Z', '2026-01-31T00:00:00+01:00', 'now'])
    const text = pick(WORDS)
    return text.padEnd(minLength, 'x').slice(0, maxLength)
  }

  /** The value with one thing in it made wrong, wherever it lies. */
  function spoiled(value: unknown): unknown {
    if (random() < 0.3 || typeof value !== 'object' || value === null) return pick(HOSTILE)
    if (Array.isArray(value)) {
      if (value.length === 0) return [pick(HOSTILE)]
      const at = Math.floor(random() * value.length)
      return value.map((each, n) => (n === at ? spoiled(each) : each))
    }
    const names = Object.keys(value)
    const name = names.length === 0 || random() < 0.2 ? pick(['unknown', 'constructor', '']) : pick(names)
    return { ...value, [name]: spoiled((value as Record<string, unknown>)[name]) }
  }

  return { valueFor: made, spoiled, pick }
}
