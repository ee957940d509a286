import type { JsonSchema } from '../../ports/synopsis-writer.ts'

/** Keywords that every vendor of constrained output knows. Bounds are told in the prompt and checked here. */
const KEYWORDS: ReadonlySet<string> = new Set([
  ...['type', 'description', 'enum', 'const', 'anyOf', '$ref', '$defs', 'items'],
  ...['properties', 'required', 'additionalProperties'],
])

/**
 * What a model is held to: `{"answer": …}` with an object that fits the schema, or null where the sources do not
 * say. Vendors take no other root than an object, and a model that must write one would have to invent it.
 */
export function vendorSchema(schema: JsonSchema): JsonSchema {
  const { $defs, ...root } = mapSchemas(closedSchema(schema), (node) =>
    Object.fromEntries(Object.entries(node).filter(([keyword]) => KEYWORDS.has(keyword))),
  )
  return {
    ...($defs === undefined ? {} : { $defs }),
    type: 'object',
    properties: { answer: { anyOf: [root, { type: 'null' }] } },
    required: ['answer'],
    additionalProperties: false,
  }
}

/** The schema as it is told and checked: no object has more than its properties, whether it says so or not. */
export const closedSchema = (schema: JsonSchema): JsonSchema =>
  mapSchemas(schema, (node) =>
    node['properties'] === undefined ? node : { ...node, additionalProperties: false },
  )

/** `change` made to each schema within, then to the whole. */
function mapSchemas(schema: JsonSchema, change: (node: JsonSchema) => JsonSchema): JsonSchema {
  const of = (node: unknown) => mapSchemas(node as JsonSchema, change)
  const ofEach = (record: unknown) =>
    Object.fromEntries(Object.entries(record as JsonSchema).map(([name, node]) => [name, of(node)]))
  const { $defs, properties, items, anyOf } = schema
  return change({
    ...schema,
    ...($defs === undefined ? {} : { $defs: ofEach($defs) }),
    ...(properties === undefined ? {} : { properties: ofEach(properties) }),
    ...(items === undefined ? {} : { items: of(items) }),
    ...(Array.isArray(anyOf) ? { anyOf: anyOf.map(of) } : {}),
  })
}
