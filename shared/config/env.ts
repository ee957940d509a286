import * as z from 'zod'
import { type FieldError, IngotError } from '../errors.ts'
import type { CollectionTotals } from '../lib/document-quota.ts'
import { RESOURCE_SETTINGS } from '../names.ts'
import { type Lifetimes, readLifetimes } from './lifetimes.ts'
import { type Politeness, PolitenessEnvironment, readPoliteness } from './politeness.ts'
import {
  readSearchSettings,
  refuseIncomplete,
  SearchEnvironment,
  type SearchSettings,
  WEB_SEARCH_PROVIDERS,
  type WebSearchProvider,
} from './web-search-settings.ts'

const toList = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

const list = z.string().default('').transform(toList)

const Port = z.coerce.number().int().min(0).max(65_535)

export const AUTH_KINDS = ['none', 'keys', 'jwt'] as const
export type AuthKind = (typeof AUTH_KINDS)[number]

/** Purge marks are kept for longer than this. */
const THREADS_DAYS_AT_MOST = 365

/** Per cent. */
export const SEMANTIC_MAX_WRONG = 0.5

const Count = z.coerce.number().int().min(0)

const Days = z.coerce.number().int().min(1).max(3_650)

const ResourceName = z
  .string()
  .min(3)
  .optional()
  .transform((name) => name ?? null)

const Environment = z.object({
  INGOT_HOST: z.string().default('127.0.0.1'),
  INGOT_PORT: Port.default(8787),
  INGOT_STATE_DIR: z.string().min(1).default('.ingot'),
  INGOT_STORE_PORT: Port.default(8788),
  INGOT_DYNAMODB_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  INGOT_OBJECTS_DIR: z.string().min(1).optional(),
  INGOT_MODELS_FILE: z.string().min(1).optional(),
  INGOT_ACCESS_FILE: z.string().min(1).optional(),
  INGOT_AUTH: list
    .pipe(z.array(z.enum(AUTH_KINDS)))
    .transform((kinds) => (kinds.length === 0 ? ['none' as const] : kinds)),
  INGOT_FETCH_ALLOW: list.pipe(z.array(z.string().regex(/^.+:\d+$/, 'host:port, e.g. 127.0.0.1:8080'))),
  INGOT_WEB_SEARCH: z
    .string()
    .default('mediawiki')
    .transform(toList)
    .pipe(z.array(z.enum(WEB_SEARCH_PROVIDERS))),
  ...SearchEnvironment,
  ...PolitenessEnvironment,
  INGOT_USER_AGENT: z.string().min(1).default('Ingot/0.1 (self-hosted search-and-synopsis API)'),
  INGOT_CORS_ORIGINS: list.pipe(
    z.array(z.string().regex(/^(?:\*|https?:\/\/[^/\s]+)$/, 'an origin such as https://app.example, or *')),
  ),
  INGOT_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  INGOT_BODY_LIMIT_BYTES: z.coerce.number().int().min(1_024).default(20_000_000),
  INGOT_UPLOAD_LIMIT_BYTES: z.coerce.number().int().min(1_024).default(100_000_000),
  INGOT_DOCUMENTS_PER_USER: Count.default(10_000),
  INGOT_DOCUMENTS_PER_TENANT: Count.default(100_000),
  INGOT_DOCUMENTS_BYTES_PER_USER: Count.default(1_000_000_000),
  INGOT_DOCUMENTS_BYTES_PER_TENANT: Count.default(10_000_000_000),
  INGOT_MEMORY_CACHE_BYTES: Count.default(52_000_000),
  INGOT_ANSWER_TIMEOUT_S: z.coerce.number().positive().max(900).default(60),
  INGOT_SEMANTIC: z.enum(['on', 'off']).default('off'),
  /** Per cent. */
  INGOT_SEMANTIC_MAX_WRONG: z.coerce.number().positive().max(100).default(SEMANTIC_MAX_WRONG),
  INGOT_SEMANTIC_ENCODER: z.string().min(1).optional(),
  INGOT_THREADS_DAYS: z.coerce.number().int().min(1).max(THREADS_DAYS_AT_MOST).default(90),
  INGOT_FEEDBACK_DAYS: Days.default(365),
  INGOT_USAGE_DAYS: Days.default(365),
  INGOT_FRESHNESS: list.transform((pairs, refuse) => {
    const { lifetimes, problems } = readLifetimes(pairs)
    for (const message of problems) refuse.addIssue({ code: 'custom', message })
    return lifetimes
  }),
  [RESOURCE_SETTINGS.cacheTable]: ResourceName,
  [RESOURCE_SETTINGS.appTable]: ResourceName,
  [RESOURCE_SETTINGS.documentsBucket]: ResourceName,
  [RESOURCE_SETTINGS.vectorBucket]: z.string().min(1).optional(),
  [RESOURCE_SETTINGS.vectorIndex]: z.string().min(1).optional(),
  [RESOURCE_SETTINGS.fillQueueUrl]: z.url({ protocol: /^https?$/ }).optional(),
  [RESOURCE_SETTINGS.stage]: z.string().min(1).default('local'),
})

/** Settings of the process, parsed once. `host:port` pairs in `fetchAllow` pass the fetch guard. */
export type Settings = {
  host: string
  port: number
  stateDir: string
  storePort: number
  dynamodbEndpoint: string | null
  objectsDir: string | null
  modelsFile: string | null
  /** How callers are told apart; `none` lets in whoever reaches the port, so it goes with loopback alone. */
  auth: readonly AuthKind[]
  /** Issuers of tokens, and limits. */
  accessFile: string | null
  fetchAllow: readonly string[]
  /** Search providers beside the documents; empty for none. */
  webSearch: readonly WebSearchProvider[]
  /** Where the providers are, and by which key. */
  search: SearchSettings
  /** Who we say we are to search providers and sites; its first word is our name in a robots.txt. */
  userAgent: string
  /** How sites are visited. */
  politeness: Politeness
  /** Origins whose pages may call from a browser; `*`: any. */
  corsOrigins: readonly string[]
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  bodyLimitBytes: number
  /** Of files that clients send to a signed address. */
  uploadLimitBytes: number
  /** What one user's own collection may hold, and the one of a tenant; `bytes` of text. */
  documentQuotas: Record<'user' | 'tenant', CollectionTotals>
  /** Of answers kept in the process beside the store. */
  memoryCacheBytes: number
  /** Deadline of one fill, seconds. */
  answerTimeoutS: number
  /** How long answers are fresh and servable, by freshness class. */
  lifetimes: Lifetimes
  /** Answers to other wordings of a question: share of them that may be wrong, in [0, 1]; null: none are served. */
  semanticMaxWrong: number | null
  /** Alias of the embedding model that finds candidates by meaning; null: by words alone. */
  semanticEncoder: string | null
  /** For how many days what users leave is kept: threads and turns after the last turn, verdicts, daily usage. */
  keptDays: { threads: number; feedback: number; usage: number }
  /** What the AWS runtime stores in; the stack sets all three, the local runtime reads none. */
  cacheTable: string | null
  appTable: string | null
  documentsBucket: string | null
  /** An index of S3 Vectors, of the encoder's dimensions; null: each process has its own. */
  vectorIndex: { bucket: string; index: string } | null
  /** Where fills go that nobody waits for; null: the process that started them works them. */
  fillQueueUrl: string | null
  /** Names the installation in metrics. */
  stage: string
  /** `never` when `NO_COLOR` is set (https://no-color.org). */
  color: 'auto' | 'never'
}

const MAY_BE_EMPTY = new Set(['INGOT_WEB_SEARCH', 'INGOT_ROBOTS'])
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1'])

function refuseOpenDoors(env: z.output<typeof Environment>): void {
  if (env.INGOT_AUTH.includes('none') && !LOOPBACK.has(env.INGOT_HOST)) {
    throw new IngotError(
      'invalid_setting',
      `INGOT_HOST: ${env.INGOT_HOST} is not loopback; without authentication only ${[...LOOPBACK].join(', ')} may be bound (INGOT_AUTH=keys or jwt asks callers who they are)`,
    )
  }
  if (env.INGOT_AUTH.includes('jwt') && env.INGOT_ACCESS_FILE === undefined) {
    throw new IngotError(
      'invalid_setting',
      'INGOT_ACCESS_FILE: not set, but INGOT_AUTH has jwt, and it names whose tokens are trusted',
    )
  }
}

/** Parses `INGOT_*`. An unknown `INGOT_` name is refused, so that a typing error is not silently a default. */
export function parseSettings(environment: Record<string, string | undefined>): Settings {
  const given = Object.fromEntries(
    Object.entries(environment).filter(
      // An empty value is as good as none, but for the lists whose default is not empty.
      ([name, value]) => name.startsWith('INGOT_') && (value !== '' || MAY_BE_EMPTY.has(name)),
    ),
  )
  const fields: FieldError[] = Object.keys(given)
    .filter((name) => !(name in Environment.shape))
    .map((name) => ({
      path: name,
      message: `unknown setting; known: ${Object.keys(Environment.shape).join(', ')}`,
    }))
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    fields.push(...parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
  }
  if (!parsed.success || fields.length > 0) {
    const told = fields.map(({ path, message }) => `${path}: ${message}`).join('; ')
    throw new IngotError('invalid_setting', told, { fields })
  }
  const env = parsed.data
  refuseIncomplete(env)
  refuseOpenDoors(env)
  return Object.freeze({
    host: env.INGOT_HOST,
    port: env.INGOT_PORT,
    stateDir: env.INGOT_STATE_DIR,
    storePort: env.INGOT_STORE_PORT,
    dynamodbEndpoint: env.INGOT_DYNAMODB_ENDPOINT ?? null,
    objectsDir: env.INGOT_OBJECTS_DIR ?? null,
    modelsFile: env.INGOT_MODELS_FILE ?? null,
    auth: env.INGOT_AUTH,
    accessFile: env.INGOT_ACCESS_FILE ?? null,
    fetchAllow: env.INGOT_FETCH_ALLOW,
    webSearch: env.INGOT_WEB_SEARCH,
    search: readSearchSettings(env),
    userAgent: env.INGOT_USER_AGENT,
    politeness: readPoliteness(env),
    corsOrigins: env.INGOT_CORS_ORIGINS,
    logLevel: env.INGOT_LOG_LEVEL,
    bodyLimitBytes: env.INGOT_BODY_LIMIT_BYTES,
    uploadLimitBytes: env.INGOT_UPLOAD_LIMIT_BYTES,
    documentQuotas: {
      user: { documents: env.INGOT_DOCUMENTS_PER_USER, bytes: env.INGOT_DOCUMENTS_BYTES_PER_USER },
      tenant: { documents: env.INGOT_DOCUMENTS_PER_TENANT, bytes: env.INGOT_DOCUMENTS_BYTES_PER_TENANT },
    },
    memoryCacheBytes: env.INGOT_MEMORY_CACHE_BYTES,
    answerTimeoutS: env.INGOT_ANSWER_TIMEOUT_S,
    lifetimes: env.INGOT_FRESHNESS,
    semanticMaxWrong: env.INGOT_SEMANTIC === 'on' ? env.INGOT_SEMANTIC_MAX_WRONG / 100 : null,
    semanticEncoder: env.INGOT_SEMANTIC_ENCODER ?? null,
    vectorIndex:
      env.INGOT_VECTOR_BUCKET && env.INGOT_VECTOR_INDEX
        ? { bucket: env.INGOT_VECTOR_BUCKET, index: env.INGOT_VECTOR_INDEX }
        : null,
    keptDays: {
      threads: env.INGOT_THREADS_DAYS,
      feedback: env.INGOT_FEEDBACK_DAYS,
      usage: env.INGOT_USAGE_DAYS,
    },
    cacheTable: env.INGOT_CACHE_TABLE,
    appTable: env.INGOT_APP_TABLE,
    documentsBucket: env.INGOT_DOCUMENTS_BUCKET,
    fillQueueUrl: env.INGOT_FILL_QUEUE_URL ?? null,
    stage: env.INGOT_STAGE,
    color: environment['NO_COLOR'] ? 'never' : 'auto',
  })
}

/** The settings of this process. */
export const readSettings = (): Settings => parseSettings(process.env)

/** A secret named by the models file, e.g. `R1_KEY`; undefined when it is not set. */
export const readSecret = (name: string): string | undefined => process.env[name]

const SecretArns = z.record(z.string(), z.string())

/**
 * `INGOT_SECRETS`: environment variable -> ARN of the secret that is its value. Read before the settings, which
 * may need them. Throws `invalid_setting`.
 */
export function readSecretArns(environment = process.env): Record<string, string> {
  const name = RESOURCE_SETTINGS.secrets
  try {
    return SecretArns.parse(JSON.parse(environment[name] || '{}'))
  } catch (cause) {
    const message = `${name}: expected JSON such as {"R1_KEY": "arn:aws:secretsmanager:…"}`
    throw new IngotError('invalid_setting', message, { cause })
  }
}

/** Makes a secret known to `readSecret` and `readSettings`. What the environment says already stays. */
export function provideSecret(name: string, value: string): void {
  process.env[name] ??= value
}

/**
 * Settings that only those may have who write answers: a provider needs its key, an encoder the models file, and
 * whoever has neither would not start.
 */
export const isForAnswers = (name: string): boolean =>
  name === 'INGOT_WEB_SEARCH' || name === 'INGOT_SEMANTIC_ENCODER' || name in SearchEnvironment

/** Which function this is, and which version of its code, as Lambda says. */
export const readFunctionVersion = (environment = process.env) => ({
  function: environment['AWS_LAMBDA_FUNCTION_NAME'] ?? '',
  version: environment['AWS_LAMBDA_FUNCTION_VERSION'] ?? '',
})

/** The AWS SDK warns of Node 20 at every start; the deployed runtime is Node 24 (`AWS_SDK_JS_…` is its own switch). */
export function quietSdkVersionWarning(): void {
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true'
}
