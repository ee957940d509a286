import * as z from 'zod'
// By its own path: `z.core` would bring every locale, 330 KB, into the bundle of each function.
import { toDotPath } from 'zod/v4/core'
import { type FieldError, IngotError } from '../../errors.ts'
import { strict } from '../../lib/strict-object.ts'
import type { JsonSchema } from '../../ports/synopsis-writer.ts'

const CHARACTERS_AT_MOST = 8_000
/** Objects and lists within each other. */
const DEPTH_AT_MOST = 8
/** Schemas in the schema, one behind a reference counted wherever it is referred to: bounds the work of the check. */
const SCHEMAS_AT_MOST = 200
const FIELDS_TOLD = 20
const REFERENCE = /^#\/\$defs\/([A-Za-z0-9_.-]+)$/

const TYPES = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'] as const
const Type = z.enum(TYPES)
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Count = z.int().nonnegative()

type Node = {
  type?: (typeof TYPES)[number] | (typeof TYPES)[number][] | undefined
  properties?: Record<string, Node> | undefined
  required?: string[] | undefined
  items?: Node | undefined
  anyOf?: Node[] | undefined
  enum?: unknown[] | undefined
  const?: unknown
  $ref?: string | undefined
}

const NODE = {
  // What it says to people and models.
  title: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  examples: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  // What it holds.
  type: z.union([Type, z.array(Type).min(1)], { error: `one of ${TYPES.join(', ')}, or a list` }).optional(),
  get properties() {
    return z.record(z.string(), AnyNode).optional()
  },
  required: z.array(z.string()).optional(),
  additionalProperties: z.literal(false, { error: 'must be false' }).optional(),
  get items() {
    return AnyNode.optional()
  },
  enum: z.array(Scalar).min(1).optional(),
  const: Scalar.optional(),
  get anyOf() {
    return z.array(AnyNode).min(1).optional()
  },
  $ref: z.string().regex(REFERENCE, 'must be "#/$defs/NAME"').optional(),
  // How much.
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  minLength: Count.optional(),
  maxLength: Count.optional(),
  minItems: Count.optional(),
  maxItems: Count.optional(),
}

const AnyNode: z.ZodType<Node> = z.lazy(() => strict(NODE, 'keyword').superRefine(checkShape))

const Root = z
  .lazy(() =>
    strict(
      { ...NODE, $schema: z.string().optional(), $defs: z.record(z.string(), AnyNode).optional() },
      'keyword',
    ),
  )
  .superRefine((root: Node, context) => {
    if (root.type !== 'object') refuse(context, ['type'], 'must be "object" at the top')
    checkShape(root, context)
  })

/**
 * Refuses what is not in the part of JSON Schema that vendors can hold a model to: closed objects, lists, scalars,
 * `enum`, `const`, `anyOf`, references to `$defs` that do not run in circles, and bounds. Patterns and the like are
 * left out, so that no schema of a caller can make the check itself slow. Throws `invalid_schema` (422) with the
 * path of each keyword that is refused, below `path`.
 */
export function checkSchema(schema: JsonSchema, path: string): void {
  const size = JSON.stringify(schema).length
  if (size > CHARACTERS_AT_MOST) {
    throw refused([{ path, message: `has ${size} characters; at most ${CHARACTERS_AT_MOST}` }])
  }
  const parsed = Root.safeParse(schema)
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({
      path: [path, toDotPath(issue.path)].filter((part) => part !== '').join('.'),
      message: issue.message.replace(/^Invalid (input|option): /, ''),
    }))
    throw refused(fields.slice(0, FIELDS_TOLD))
  }
  const { depth, schemas } = measure(parsed.data, parsed.data.$defs ?? {}, (name, message) =>
    refused([{ path: `${path}.$defs.${name}`, message }]),
  )
  if (depth > DEPTH_AT_MOST) {
    throw refused([{ path, message: `is ${depth} levels deep; at most ${DEPTH_AT_MOST}` }])
  }
  if (schemas > SCHEMAS_AT_MOST) {
    throw refused([
      { path, message: `has ${schemas} schemas, references followed; at most ${SCHEMAS_AT_MOST}` },
    ])
  }
}

const refuse = (context: z.RefinementCtx, path: PropertyKey[], message: string) =>
  context.addIssue({ code: 'custom', path, message })

/** What holds between the keywords of one schema. */
function checkShape(node: Node, context: z.RefinementCtx): void {
  const types = [node.type ?? []].flat()
  const says = types.length > 0 || node.enum || node.const !== undefined || node.anyOf || node.$ref
  if (!says) refuse(context, [], 'must have one of type, enum, const, anyOf, $ref')
  if (types.includes('object') && !node.properties) refuse(context, ['properties'], 'must be given')
  if (types.includes('array') && !node.items) refuse(context, ['items'], 'must be given')
  for (const [index, name] of (node.required ?? []).entries()) {
    if (!Object.hasOwn(node.properties ?? {}, name)) refuse(context, ['required', index], 'is no property')
  }
}

type Measure = { depth: number; schemas: number }

/** How deep values can be, and how many schemas there are, with references followed; each definition once. */
function measure(
  root: Node,
  definitions: Readonly<Record<string, Node>>,
  refusal: (name: string, message: string) => IngotError,
): Measure {
  const known = new Map<string, Measure | 'open'>()

  const ofReference = (reference: string): Measure => {
    const name = REFERENCE.exec(reference)?.[1] ?? ''
    const before = known.get(name)
    if (before === 'open') throw refusal(name, 'refers to itself')
    if (before) return before
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined
    if (!definition) throw refusal(name, 'is referred to, but not there')
    known.set(name, 'open')
    const measured = of(definition)
    known.set(name, measured)
    return measured
  }

  const of = ({ properties = {}, items, anyOf = [], $ref }: Node): Measure => {
    const within = [...Object.values(properties), ...(items ? [items] : [])].map(of)
    const instead = [...anyOf.map(of), ...($ref ? [ofReference($ref)] : [])]
    return {
      depth: Math.max(0, ...within.map(({ depth }) => depth + 1), ...instead.map(({ depth }) => depth)),
      schemas: [...within, ...instead].reduce((sum, { schemas }) => sum + schemas, 1),
    }
  }
  return of(root)
}

function refused(fields: readonly FieldError[]): IngotError {
  const told = fields.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new IngotError('invalid_schema', told, { fields })
}
