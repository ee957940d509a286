import type * as z from 'zod'
import { IngotError } from '../../shared/errors.ts'
import { deepFreeze } from '../../shared/lib/deep-freeze.ts'
import { memoise } from '../../shared/lib/memoise.ts'
import { invalidFields, parseInput } from './parse-input.ts'
import { readBytes, readText } from './read-body.ts'

const DEPTH_AT_MOST = 32

/** What a request's `content-type` says, e.g. `application/json`, without its parameters. */
export function mediaTypeOf(request: Request): string {
  const header = request.headers.get('content-type') ?? ''
  if (header === 'application/json') return header
  return header.split(';')[0]?.trim().toLowerCase() ?? ''
}

/** Bodies are remembered up to this length, and so many of them: popular questions come in the same words. */
const REMEMBERED_CHARACTERS = 2_000
const REMEMBERED_BODIES = 2_000

/**
 * Reads JSON bodies of one schema. The same text gives the same value, which nobody can change. Throws an
 * `IngotError` that says what is wrong with a body.
 */
export function jsonBody<Schema extends z.ZodType<object>>(
  schema: Schema,
  { limitBytes }: { limitBytes: number },
): (request: Request) => Promise<z.output<Schema>> {
  const parse = (text: string) => deepFreeze(parseInput(schema, parseJson(text)))
  const recall = memoise(parse, { max: REMEMBERED_BODIES })
  return async (request) => {
    expectPlain(request, 'application/json')
    const text = await readText(request, limitBytes)
    if (text === undefined) throw invalidJson('it is not UTF-8')
    return text.length > REMEMBERED_CHARACTERS ? parse(text) : recall(text)
  }
}

/** A `multipart/form-data` body: its one `file`, and the other fields through their schema. */
export async function parseUpload<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  limitBytes: number,
): Promise<{ file: File; fields: z.output<Schema> }> {
  expectPlain(request, 'multipart/form-data')
  const bytes = await readBytes(request, limitBytes)
  const form = await readForm(bytes, request.headers.get('content-type') ?? '')
  const [file, ...others] = form.getAll('file')
  if (!(file instanceof File) || others.length > 0) {
    throw invalidFields([{ path: 'file', message: 'must be one file' }])
  }
  form.delete('file')
  return { file, fields: parseInput(schema, Object.fromEntries(form)) }
}

function expectPlain(request: Request, mediaType: string): void {
  if (mediaTypeOf(request) !== mediaType) {
    throw new IngotError('unsupported_media_type', `The content-type must be ${mediaType}.`)
  }
  if ((request.headers.get('content-encoding') ?? 'identity') !== 'identity') {
    throw new IngotError('unsupported_media_type', 'The body must not be compressed.')
  }
}

function parseJson(text: string): unknown {
  if (nestsTooDeeply(text)) throw invalidJson(`it is nested more than ${DEPTH_AT_MOST} levels deep`)
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw invalidJson('it does not parse', cause)
  }
}

const invalidJson = (why: string, cause?: unknown) =>
  new IngotError('invalid_json', `The body is not valid JSON: ${why}.`, { cause })

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
  0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d,
]

/** Looked at before parsing: a body of nothing but brackets would become objects of many times its size. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === QUOTE) at = endOfString(text, at)
    else if (unit === OPEN_OBJECT || unit === OPEN_LIST) depth++
    else if (unit === CLOSE_OBJECT || unit === CLOSE_LIST) depth--
    if (depth > DEPTH_AT_MOST) return true
  }
  return false
}

/** Where the string that starts at `quote` ends. */
function endOfString(text: string, quote: number): number {
  let at = quote + 1
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at
}

async function readForm(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<FormData> {
  try {
    return await new Response(bytes, { headers: { 'content-type': contentType } }).formData()
  } catch (cause) {
    throw new IngotError('invalid_request', 'The form could not be read.', { cause })
  }
}
