import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { createDynamoAnswerLog } from '../adapters/dynamodb/answer-log.ts'
import { createDynamoClient } from '../adapters/dynamodb/client.ts'
import { createDynamoDocuments } from '../adapters/dynamodb/documents.ts'
import { startLocalStore } from '../adapters/dynamodb/local-store.ts'
import { createTables } from '../adapters/dynamodb/tables.ts'
import { createExtractiveWriter } from '../adapters/extractive/synopsis-writer.ts'
import { createFileObjectStore } from '../adapters/files/object-store.ts'
import { createLocalIndex } from '../adapters/local-index/document-index.ts'
import { createOpenAiCompatibleModel } from '../adapters/openai-compatible/language-model.ts'
import { createPageReader } from '../adapters/pages/page-reader.ts'
import type { AnswerEvent } from '../answer/events.ts'
import type { Ready } from '../api/health.ts'
import { readSecret, type Settings } from '../config/env.ts'
import { type ModelEntry, readModelsFile } from '../config/models.ts'
import { IngotError } from '../errors.ts'
import { createIngest } from '../ingest/create-ingest.ts'
import { createIndexCatchUp } from '../ingest/index-catch-up.ts'
import type { Authenticate } from '../ports/callers.ts'
import type { WebSearch } from '../ports/web-search.ts'
import { buildEngine, listModels } from './build-engine.ts'
import { claimStateFolder } from './state-folder.ts'
import { systemClock } from './system-clock.ts'

/** The embedded runtime: one process, one state folder, no cloud and no key. */
export async function startLocalRuntime(
  settings: Settings,
  options: { webSearches?: readonly WebSearch[] } = {},
) {
  const { stateDir } = settings
  const models = await readModelsFile(settings.modelsFile)
  const folder = await claimStateFolder(stateDir)
  const closing: (() => Promise<void> | void)[] = [() => folder.release()]
  const close = async () => {
    for (const step of closing.reverse()) await step()
    closing.length = 0
  }
  try {
    const endpoint = settings.dynamodbEndpoint ?? (await startOwnStore(stateDir, closing))
    const client = createDynamoClient({ endpoint })
    closing.push(() => client.destroy())
    await createTables(client)

    const clock = systemClock
    const log = createDynamoAnswerLog<AnswerEvent>({ client, clock })
    const documents = createDynamoDocuments({ client, clock })
    const objects = createFileObjectStore({
      directory: settings.objectsDir ?? path.join(stateDir, 'objects'),
    })
    const index = createLocalIndex({ directory: path.join(stateDir, 'index') })
    closing.push(() => index.close())
    const pageReader = createPageReader({ fetchAllow: settings.fetchAllow })
    const { catchUp } = createIndexCatchUp({ documents, objects, index })
    const answers = buildEngine({
      ports: { documents, index, catchUp, pageReader, webSearches: options.webSearches ?? [], clock },
      log,
      extractive: createExtractiveWriter(),
      models,
      createModel,
      owner: randomUUID(),
      timeoutMs: settings.answerTimeoutS * 1_000,
    })
    closing.push(() => answers.settled())
    const ingest = createIngest({
      documents,
      objects,
      pageReader,
      clock,
      onCommit: (scope) => void catchUp(scope),
    })
    const startedAt = clock.now()
    return {
      answers,
      ingest,
      clock,
      models: () => listModels(models, startedAt),
      readiness: async (): Promise<Ready> => {
        const store = await documents.version('tenant:local').then(
          () => 'ok' as const,
          () => 'failed' as const,
        )
        const model = models.models.length > 0 ? ('ok' as const) : ('not_configured' as const)
        return { status: store === 'ok' ? 'ready' : 'not_ready', dependencies: { store, model } }
      },
      authenticate: LOCAL_CALLER,
      announce: folder.announce,
      close,
    }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
export type LocalRuntime = Awaited<ReturnType<typeof startLocalRuntime>>

/** Local mode on loopback: everybody who can reach it is the machine's own user. */
const LOCAL_CALLER: Authenticate = async () => ({
  tenant: 'local',
  user: 'local',
  scopes: ['read', 'write', 'operator'],
})

async function startOwnStore(stateDir: string, closing: (() => Promise<void> | void)[]): Promise<string> {
  const store = await startLocalStore({ path: path.join(stateDir, 'store'), port: 0 })
  closing.push(() => store.close())
  return store.endpoint
}

function createModel(entry: ModelEntry) {
  const apiKey = entry.api_key_env === undefined ? undefined : readSecret(entry.api_key_env)
  if (entry.api_key_env !== undefined && apiKey === undefined) {
    throw new IngotError(
      'invalid_setting',
      `${entry.api_key_env}: not set, but model "${entry.alias}" needs it`,
    )
  }
  return createOpenAiCompatibleModel({ entry, apiKey })
}
