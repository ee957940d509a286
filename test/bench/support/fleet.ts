import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startScriptedOpenAiServer } from '../../support/scripted-openai-server.ts'
import { type ServerProcess, startServerProcess, startStoreProcess } from '../../support/server-process.ts'

export type FleetServer = ServerProcess & { name: string }

/**
 * A store process, servers on it, and a scripted model in this process. Each server calls the model under
 * a path of its own, so that a call tells who made it: `/<server's name>/v1/chat/completions`.
 */
export async function startFleet(options: {
  servers: number
  environmentOf?: (name: string) => Record<string, string>
  /** A model of the caller's own; default: the scripted one. */
  modelUrl?: string
}) {
  const { servers: count, environmentOf = () => ({}), modelUrl } = options
  const folder = await mkdtemp(path.join(tmpdir(), 'ingot-bench-fleet-'))
  const model = await startScriptedOpenAiServer()
  const store = await startStoreProcess(path.join(folder, 'shared'))
  const servers: FleetServer[] = []
  let started = 0

  const addServer = async (): Promise<FleetServer> => {
    started += 1
    const name = `server-${started}`
    const modelsFile = path.join(folder, `${name}.json`)
    await writeFile(modelsFile, modelsFileOf(modelUrl ?? model.baseUrl.replace('/v1', `/${name}/v1`)))
    const server = await startServerProcess(path.join(folder, name), {
      INGOT_DYNAMODB_ENDPOINT: store.address,
      INGOT_OBJECTS_DIR: path.join(folder, 'objects'),
      INGOT_MODELS_FILE: modelsFile,
      ...environmentOf(name),
    })
    const named = { ...server, name }
    servers.push(named)
    return named
  }
  const close = async () => {
    await Promise.all(servers.map((server) => server.kill()))
    await store.kill()
    await model.close()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await Promise.all(Array.from({ length: count }, addServer))
  } catch (thrown) {
    await close()
    throw thrown
  }
  return {
    model,
    storeEndpoint: store.address,
    /** Those that live. */
    servers,
    addServer,
    async kill(server: FleetServer) {
      servers.splice(servers.indexOf(server), 1)
      await server.kill()
    },
    /** The documents that answers are built on. */
    async addDocuments(documents: readonly { title: string; text: string }[]) {
      for (const document of documents) {
        const response = await fetch(`${servers[0]?.address}/v1/documents`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(document),
        })
        if (response.status !== 201) throw new Error(`not added: ${response.status} ${await response.text()}`)
        await response.text()
      }
    },
    close,
  }
}
export type Fleet = Awaited<ReturnType<typeof startFleet>>

const modelsFileOf = (baseUrl: string): string =>
  JSON.stringify({
    models: [
      {
        alias: 'bench',
        adapter: 'openai-compatible',
        model: 'bench-1',
        base_url: baseUrl,
        modes: ['fast', 'deep'],
      },
    ],
  })

/** Some documents that all speak of `subject`. */
export const documentsAbout = (subject: string, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    title: `Report ${index + 1} on the ${subject}`,
    text: PARTS.map((part) => `The ${subject} of district ${index + 1} ${part}.`).join(' '),
  }))
const PARTS = [
  'was built in 1911 by the harbour board',
  'stands on a granite reef two miles from the coast',
  'has a lamp that is seen for twenty miles in clear weather',
  'was kept by three families until the lamp was made automatic',
  'is painted white with a red band below the gallery',
]
