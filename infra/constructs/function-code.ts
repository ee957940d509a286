import { copyFile, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, type OutputOptions, type Plugin } from 'rolldown'
import type { AccessFile } from '../../shared/config/access.ts'
import type { ModelsFile } from '../../shared/config/models.ts'

const ROOT = path.join(import.meta.dirname, '../..')

/** Handlers are `<name>.handler`. */
const HANDLERS = {
  stream: 'functions/lambda/stream.ts',
  api: 'functions/lambda/api.ts',
  fill: 'functions/lambda/fill.ts',
  ingest: 'functions/lambda/ingest.ts',
  ops: 'functions/lambda/ops.ts',
}
/** Files are parsed in a thread, whose code is a file of its own (`shared/adapters/pages/parse-apart.ts`). */
const THREADS = { 'parse-worker': 'shared/adapters/pages/parse-worker.ts' }
const SQLITE_WASM = 'node_modules/node-sqlite3-wasm/dist/node-sqlite3-wasm.wasm'

/** Where the functions find them; in the code, so that a deployment changes both or neither. */
export const MODELS_FILE = 'models.json'
export const ACCESS_FILE = 'access.json'

/**
 * One directory of code for all functions. What they read before they run is in one file, since each that is
 * opened costs time; the rest is in files of its own, which are loaded when they are needed. The SDK is in it: the
 * one of Lambda's runtime changes without notice. Rolldown, since it leaves out of a start what only a later module
 * takes from the same package.
 */
export async function bundleFunctions(
  directory: string,
  { models, access }: { models: ModelsFile; access: AccessFile },
): Promise<void> {
  const entries = Object.values(HANDLERS).map((file) => path.join(ROOT, file))
  const start = { name: 'start', tags: ['$initial' as const], test: (id: string) => !entries.includes(id) }
  await bundle(HANDLERS, {
    dir: directory,
    codeSplitting: { includeDependenciesRecursively: false, groups: [start] },
  })
  await bundle(THREADS, { dir: directory })
  await copyFile(path.join(ROOT, SQLITE_WASM), path.join(directory, path.basename(SQLITE_WASM)))
  await writeFile(path.join(directory, MODELS_FILE), JSON.stringify(models, null, 2))
  await writeFile(path.join(directory, ACCESS_FILE), JSON.stringify(access, null, 2))
}

const bundle = (input: Record<string, string>, output: OutputOptions) =>
  build({
    cwd: ROOT,
    input,
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    resolve: { mainFields: ['module', 'main'] },
    transform: { target: 'node24' },
    plugins: [ownSchemasForMcp(), oneLruCache()],
    logLevel: 'warn',
    output: {
      ...output,
      format: 'esm',
      entryFileNames: '[name].mjs',
      chunkFileNames: 'shared-[hash].mjs',
      minify: true,
      sourcemap: true,
      sourcemapExcludeSources: true,
      // Where SQLite looks for its `.wasm`.
      postBanner: 'const __dirname = import.meta.dirname;',
    },
  })

const LRU = 'mnemonist/lru-cache'
const OUR_LRU = `import { LRUCache } from 'lru-cache'
export default class extends LRUCache {
  constructor(max) { super({ max }) }
}`

/** The SDK keeps addresses in an LRU cache of another package, 7 KB of each start; ours has the same methods. */
function oneLruCache(): Plugin {
  return {
    name: 'one-lru-cache',
    resolveId: { filter: { id: /^mnemonist\/lru-cache$/ }, handler: () => `\0${LRU}` },
    load: { filter: { id: /\0mnemonist/ }, handler: () => OUR_LRU },
  }
}

const OWN = '?mcp'

/**
 * The SDK of the Model Context Protocol needs more of zod than the rest, and a module is shaken once for all:
 * what only the SDK uses would be read at each start. So the SDK, which is loaded when it is asked for, has a
 * copy of its own; zod knows its schemas by their marks, not by their classes.
 */
function ownSchemasForMcp(): Plugin {
  return {
    name: 'own-schemas-for-mcp',
    resolveId: {
      filter: { id: /^(zod|\.)/ },
      async handler(source, importer) {
        if (!importer || !(importer.endsWith(OWN) || importer.includes('/@modelcontextprotocol/')))
          return null
        const from = importer.endsWith(OWN) ? importer.slice(0, -OWN.length) : importer
        const found = await this.resolve(source, from, { skipSelf: true })
        return found?.id.includes('/node_modules/zod/') ? { ...found, id: found.id + OWN } : found
      },
    },
    load: {
      filter: { id: /\?mcp$/ },
      handler: (id) => readFile(id.slice(0, -OWN.length), 'utf8'),
    },
  }
}
