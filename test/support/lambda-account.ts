import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { bundleFunctions } from '../../infra/constructs/function-code.ts'
import { parseAccess } from '../../shared/config/access.ts'
import { parseSettings } from '../../shared/config/env.ts'
import { parseModels } from '../../shared/config/models.ts'
import { buildAwsRuntime } from '../../shared/runtime/aws.ts'
import { type BedrockScript, startBedrockServer } from './bedrock-server.ts'
import { DOCUMENTS } from './fixtures.ts'
import { type LambdaProcess, startLambda } from './lambda-process.ts'
import { proxyEvent } from './lambda-stream.ts'
import { startTestStore } from './local-store.ts'
import { startS3Server } from './s3-server.ts'

const SETTINGS = {
  INGOT_CACHE_TABLE: 'ingot-cache',
  INGOT_APP_TABLE: 'ingot-app',
  INGOT_DOCUMENTS_BUCKET: 'documents',
  INGOT_WEB_SEARCH: '',
  INGOT_AUTH: 'keys',
  INGOT_MODELS_FILE: 'models.json',
}

/**
 * What a deployment consists of, on loopback: the functions' code as it is uploaded, DynamoDB, S3, Bedrock as the
 * script says, a tenant's documents, and a key of it.
 */
export async function startLambdaAccount({ bedrock: script }: { bedrock: BedrockScript }) {
  const folder = await mkdtemp(path.join(tmpdir(), 'ingot-lambda-'))
  const store = await startTestStore()
  const s3 = await startS3Server({ bucket: 'documents' })
  const bedrock = await startBedrockServer(script)
  const code = path.join(folder, 'code')
  const model = { alias: 'r1', adapter: 'bedrock', model: 'us.deepseek.r1-v1:0', modes: ['fast', 'deep'] }
  const models = parseModels({
    models: [{ ...model, region: 'eu-west-1', endpoint_url: bedrock.endpoint, max_concurrency: 10 }],
    ladder: ['r1', 'extractive'],
  })
  await bundleFunctions(code, { models, access: parseAccess({}) })
  const aws = {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_ENDPOINT_URL_S3: s3.endpoint,
  }
  Object.assign(process.env, aws, { TMPDIR: folder })
  const key = await furnish()
  const functions: LambdaProcess[] = []
  return {
    bedrock,
    s3,
    code,
    /** `line` is asked with the key. */
    event: (line: string, { headers = {}, ...rest }: Parameters<typeof proxyEvent>[1] = {}) =>
      proxyEvent(line, { headers: { authorization: `Bearer ${key}`, ...headers }, ...rest }),
    /** A sandbox with an empty `/tmp`. `handler`, e.g. `stream.handler`. */
    async start(
      handler: string,
      { env = {}, from = code }: { env?: Record<string, string>; from?: string } = {},
    ) {
      const temporary = await mkdtemp(path.join(folder, 'sandbox-'))
      const settings = { ...SETTINGS, ...aws, TMPDIR: temporary, ...env }
      const started = await startLambda({ code: from, handler, env: settings })
      functions.push(started)
      return started
    },
    async close() {
      await Promise.all(functions.map((each) => each.kill()))
      await Promise.all([bedrock.close(), s3.close(), store.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
export type LambdaAccount = Awaited<ReturnType<typeof startLambdaAccount>>

/** Puts documents where every sandbox finds them, and makes a key of their tenant. */
async function furnish(): Promise<string> {
  const settings = parseSettings({ ...SETTINGS, INGOT_MODELS_FILE: '' })
  const runtime = await buildAwsRuntime(settings, { report: () => undefined })
  const caller = { tenant: 'acme', user: null, scopes: ['read', 'write'] as const }
  for (const { title, text } of Object.values(DOCUMENTS))
    await runtime.ingest.addText({ title, text, collection: 'documents' }, caller)
  const { key } = await runtime.keys.create({
    ...caller,
    name: 'app',
    limits: {},
    budget: {},
    expiresAt: null,
  })
  await runtime.settled()
  return key
}
