import { randomUUID } from 'node:crypto'
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { createDynamoAnswerLog } from '../adapters/dynamodb/answer-log.ts'
import { createDynamoDocuments } from '../adapters/dynamodb/documents.ts'
import { createExtractiveWriter } from '../adapters/extractive/synopsis-writer.ts'
import { createOpenAiCompatibleModel } from '../adapters/openai-compatible/language-model.ts'
import { createPageReader } from '../adapters/pages/page-reader.ts'
import type { AnswerEvent } from '../answer/events.ts'
import type { Ready } from '../api/health.ts'
import { readSecret, type Settings } from '../config/env.ts'
import type { ModelEntry, ModelsFile } from '../config/models.ts'
import { IngotError, toIngotError } from '../errors.ts'
import { createIngest } from '../ingest/create-ingest.ts'
import { createIndexCatchUp } from '../ingest/index-catch-up.ts'
import type { DocumentIndex } from '../ports/document-index.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { WebSearch } from '../ports/web-search.ts'
import { buildEngine, listModels } from './build-engine.ts'
import { systemClock } from './system-clock.ts'
import { createWebSearches } from './web-searches.ts'

/** Takes the failures that callers see only as a code. */
export type Report = (error: IngotError) => void

/** What every runtime does alike, once it knows where it stores. */
export function buildRuntime(options: {
  settings: Settings
  models: ModelsFile
  client: DynamoDBClient
  tables: { cache: string; app: string }
  objects: ObjectStore
  index: DocumentIndex
  /** Default: as the settings say. */
  webSearches?: readonly WebSearch[] | undefined
  report?: Report | undefined
}) {
  const { settings, models, client, tables, objects, index, report = () => undefined } = options
  const clock = systemClock
  const webSearches = options.webSearches ?? createWebSearches(settings, clock)
  const log = createDynamoAnswerLog<AnswerEvent>({ client, tableName: tables.cache, clock })
  const documents = createDynamoDocuments({ client, tableName: tables.app, clock })
  const pageReader = createPageReader({ fetchAllow: settings.fetchAllow })
  const { catchUp } = createIndexCatchUp({ documents, objects, index })
  const answers = buildEngine({
    ports: { documents, index, catchUp, pageReader, webSearches, clock, report },
    log,
    extractive: createExtractiveWriter(),
    models,
    createModel,
    owner: randomUUID(),
    timeoutMs: settings.answerTimeoutS * 1_000,
  })
  const ingest = createIngest({
    documents,
    objects,
    pageReader,
    clock,
    // Ahead of the next question; whoever searches catches up anyway, and sees the failure.
    onCommit: (scope) => void catchUp(scope).catch((thrown) => report(toIngotError(thrown))),
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
  }
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
