import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The files of `swagger-ui-dist` that the documentation page asks for, and no others. */
const CONTENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
  ['favicon-32x32.png', 'image/png'],
])

const folder = join(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'), '..')

export async function docsAssets(
  name: string,
): Promise<{ body: Uint8Array; contentType: string } | undefined> {
  const contentType = CONTENT_TYPES.get(name)
  if (contentType === undefined) return undefined
  return { body: await readFile(join(folder, name)), contentType }
}
