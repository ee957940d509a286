import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

export type Asset = { body: Uint8Array; contentType: string }

const FOLDER = path.dirname(fileURLToPath(import.meta.url))
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The files of both pages by name (`demo.html`, `demo.js`, …), bundled and minified in memory. */
export async function buildWeb(): Promise<ReadonlyMap<string, Asset>> {
  const { outputFiles } = await build({
    absWorkingDir: FOLDER,
    entryPoints: [
      { in: 'demo/main.ts', out: 'demo' },
      { in: 'demo/demo.css', out: 'demo' },
      { in: 'demo/index.html', out: 'demo' },
      { in: 'dashboard/main.ts', out: 'dashboard' },
      { in: 'dashboard/dashboard.css', out: 'dashboard' },
      { in: 'dashboard/index.html', out: 'dashboard' },
      { in: 'icon.svg', out: 'icon' },
    ],
    loader: { '.html': 'copy', '.svg': 'copy' },
    bundle: true,
    minify: true,
    format: 'esm',
    // Browsers that know `light-dark()`, by which the pages are coloured.
    target: ['chrome123', 'firefox120', 'safari17.5'],
    outdir: 'out',
    write: false,
    logLevel: 'error',
  })
  return new Map(
    outputFiles.map(({ path: file, contents }) => {
      const contentType = CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream'
      return [path.basename(file), { body: contents, contentType }]
    }),
  )
}
