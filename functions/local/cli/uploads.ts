import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { isJsonLinesName, parseJsonLines } from '../../../shared/ingest/json-lines.ts'
import type { WalkedFile } from '../../../shared/ingest/walk-files.ts'

/** A document on its way to the server, or why there is none. `label` names it to the person at the terminal. */
export type Upload =
  | {
      kind: 'document'
      label: string
      origin: string
      name: string
      bytes: Uint8Array
      title: string | null
      url: string | null
    }
  | { kind: 'refused'; label: string; origin: string; message: string }

export const originOf = (file: string): string => pathToFileURL(path.resolve(file)).href

/** The documents in a file: one, or one a line of a JSON Lines file. */
export function uploadsOf(file: WalkedFile): Upload[] {
  const origin = originOf(file.path)
  if (file.kind === 'refused')
    return [{ kind: 'refused', label: file.path, origin, message: file.error.message }]
  const name = path.basename(file.path)
  if (isJsonLinesName(name)) return linesOf(file, { origin, name })
  return [{ kind: 'document', label: file.path, origin, name, bytes: file.bytes, title: null, url: null }]
}

function linesOf(
  file: WalkedFile & { kind: 'file' },
  { origin, name }: { origin: string; name: string },
): Upload[] {
  const { documents, refused } = parseJsonLines(file.bytes)
  const labelOf = (line: number) => `${file.path} line ${line}`
  if (documents.length === 0) {
    const [first] = refused
    const message = first
      ? `has no line that can be read; line ${first.line} ${first.message}`
      : 'has no text to read'
    return [{ kind: 'refused', label: file.path, origin, message }]
  }
  return [
    ...refused.map(({ line, message }) => ({
      kind: 'refused' as const,
      label: labelOf(line),
      origin,
      message,
    })),
    ...documents.map(({ line, id, title, text, url }) => ({
      kind: 'document' as const,
      label: labelOf(line),
      origin: `${origin}#${encodeURIComponent(id)}`,
      name: `${name}#${id}`,
      bytes: new TextEncoder().encode(text),
      title,
      url,
    })),
  ]
}
