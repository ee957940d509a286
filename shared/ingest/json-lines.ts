import * as z from 'zod'

const JsonLine = z.object({
  id: z.union([z.string().min(1), z.number()]).optional(),
  title: z.string().min(1).optional(),
  text: z.string().refine((text) => text.trim() !== '', 'must not be empty'),
  url: z.url({ protocol: /^https?$/ }).optional(),
})

/** A document in a file of many. `id` names it within the file: its own, else `line-<number>`. */
export type JsonLineDocument = {
  line: number
  id: string
  title: string | null
  text: string
  url: string | null
}

export type JsonLines = {
  documents: JsonLineDocument[]
  /** What is wrong with a line (1-based); the other lines hold. */
  refused: { line: number; message: string }[]
}

type Refusal = { message: string }

function readLine(text: string): z.infer<typeof JsonLine> | Refusal {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { message: 'is not JSON' }
  }
  const parsed = JsonLine.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  return { message: [issue?.path.join('.'), issue?.message].filter(Boolean).join(': ') }
}

/** Reads `{id, title, text, url}` a line, of which only `text` must be there. Other fields are passed over. */
export function parseJsonLines(bytes: Uint8Array): JsonLines {
  const found: JsonLines = { documents: [], refused: [] }
  const lineOfId = new Map<string, number>()
  const lines = new TextDecoder().decode(bytes).split('\n')
  for (const [index, text] of lines.entries()) {
    if (text.trim() === '') continue
    const line = index + 1
    const read = readLine(text)
    if ('message' in read) {
      found.refused.push({ line, message: read.message })
      continue
    }
    const id = String(read.id ?? `line-${line}`)
    const before = lineOfId.get(id)
    if (before !== undefined) {
      found.refused.push({ line, message: `id: "${id}" stands in line ${before} already` })
      continue
    }
    lineOfId.set(id, line)
    found.documents.push({ line, id, title: read.title ?? null, text: read.text, url: read.url ?? null })
  }
  return found
}

export const isJsonLinesName = (name: string): boolean => /\.(?:jsonl|ndjson)$/i.test(name)
