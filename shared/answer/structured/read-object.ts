import type { JsonSchema, ObjectClaim, ObjectOrder, WriterPassage } from '../../ports/synopsis-writer.ts'
import { createCitationBinder } from '../bind-citations.ts'
import { createCopyCiter } from '../cite-copies.ts'
import { withoutForeignLinks } from '../link-filter.ts'
import { createMarkerNormaliser } from '../normalise-markers.ts'
import { closedSchema } from './vendor-schema.ts'

/** JSON that fits, null where the sources do not say; or what is wrong with it, in words for the model. */
export type ReadObject =
  | { kind: 'fits'; json: string; claims: ObjectClaim[]; answered: boolean }
  | { kind: 'unfit'; problems: string[] }

const PROBLEMS_TOLD = 5
/** Deeper values fit no schema that is allowed. */
const DEPTH_AT_MOST = 32
const MARKERS = /\s*\[\d{1,2}\]/g

/**
 * Reads what a model wrote for a schema. Markers in its strings become claims and vanish, as do links that are no
 * source's; what is left has to fit.
 */
export async function createObjectReader({ schema, links }: ObjectOrder, passages: readonly WriterPassage[]) {
  const problemsOf = await compile(schema)
  const sources = new Set(passages.map(({ source }) => source))

  const examine = (value: unknown): ReadObject => {
    if (value === null) return { kind: 'fits', json: 'null', claims: [], answered: false }
    const claims: ObjectClaim[] = []
    const clean = (text: string, at: number) => {
      const cleaned = cleanString(text, { passages, sources, links })
      claims.push(...cleaned.claims.map((claim) => placed(claim, cleaned.text, at)))
      return cleaned.text
    }
    const json = toJson(value, { clean, at: 0, depth: 0 })
    const problems = problemsOf(JSON.parse(json))
    return problems.length === 0
      ? { kind: 'fits', json, claims, answered: true }
      : { kind: 'unfit', problems: problems.slice(0, PROBLEMS_TOLD) }
  }

  return (written: string): ReadObject => {
    const parsed = parse(written)
    if (parsed === undefined) return { kind: 'unfit', problems: ['it is not one JSON object'] }
    // Models that nothing holds to the form like to leave out what is around the object.
    const inner = Object.hasOwn(parsed, 'answer') ? examine(parsed['answer']) : undefined
    if (inner?.kind === 'fits') return inner
    const whole = examine(parsed)
    return whole.kind === 'fits' ? whole : (inner ?? whole)
  }
}

async function compile(schema: JsonSchema): Promise<(value: unknown) => string[]> {
  // Needed by few answers, and slow to load.
  const { Ajv } = await import('ajv')
  // The schema has been looked at (`checkSchema`). A format is told to the model, not checked.
  const ajv = new Ajv({ allErrors: true, meta: false, validateSchema: false, strict: false })
  const { $schema: _, ...own } = closedSchema(schema)
  const validate = ajv.compile({ ...own })
  return (value) => {
    if (validate(value)) return []
    const errors = (validate.errors ?? []).map(
      ({ instancePath, message }) => `${instancePath || 'the object'} ${message ?? 'does not fit'}`,
    )
    return [...new Set(errors)]
  }
}

/** From the first brace to the last: what a model says around its JSON, a fence of code say, is left out. */
function parse(written: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(written.slice(written.indexOf('{'), written.lastIndexOf('}') + 1))
    return typeof value === 'object' && value !== null ? { ...value } : undefined
  } catch {
    return undefined
  }
}

type Cleaned = { text: string; claims: { text: string; start: number; sources: number[] }[] }

/** A string without markers, and the claims in it that had one. */
function cleanString(
  text: string,
  options: {
    passages: readonly WriterPassage[]
    sources: ReadonlySet<number>
    links: readonly string[]
  },
): Cleaned {
  const copies = createCopyCiter(options.passages)
  const normal = createMarkerNormaliser()
  const marked = copies.write(normal.write(text) + normal.end()) + copies.end()
  const binder = createCitationBinder(options.sources)
  const written = binder.write(withoutForeignLinks(marked, options.links))
  const bound = [...written.claims, ...binder.end().claims]
  const cleaned = binder.text.replace(MARKERS, '')
  let from = 0
  const claims = bound.flatMap(({ start, end, markers }) => {
    if (markers.length === 0) return []
    const claim = binder.text.slice(start, end).replace(MARKERS, '')
    const at = cleaned.indexOf(claim, from)
    if (claim === '' || at < 0) return []
    from = at + claim.length
    return { text: claim, start: at, sources: [...new Set(markers.map(({ source }) => source))] }
  })
  return { text: cleaned, claims }
}

/** Where a claim stands in the JSON, given where its string begins there. */
function placed({ text, start, sources }: Cleaned['claims'][number], all: string, at: number): ObjectClaim {
  const from = at + JSON.stringify(all.slice(0, start)).length - 1
  return { text, sources, start: from, end: from + JSON.stringify(text).length - 2 }
}

type Writing = { clean: (text: string, at: number) => string; at: number; depth: number }

/** A value as JSON; `clean` changes each string of it, and is told where it will stand. */
function toJson(value: unknown, { clean, at, depth }: Writing): string {
  if (depth > DEPTH_AT_MOST) return 'null'
  if (typeof value === 'string') return JSON.stringify(clean(value, at))
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}']
  let json = open ?? ''
  for (const [name, part] of Object.entries(value)) {
    if (json.length > 1) json += ','
    if (!Array.isArray(value)) json += `${JSON.stringify(name)}:`
    json += toJson(part, { clean, at: at + json.length, depth: depth + 1 })
  }
  return json + (close ?? '')
}
