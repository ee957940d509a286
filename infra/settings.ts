import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { type AccessFile, parseAccess } from '../shared/config/access.ts'
import { type ModelsFile, parseModels } from '../shared/config/models.ts'
import { strict } from '../shared/lib/strict-object.ts'
import { appGapsOf } from './app-gaps.ts'
import { bedrockGapsOf, Region } from './bedrock-regions.ts'
import { encoderGapsOf } from './encoder-gaps.ts'
import { STAGE_PRESETS } from './stage-presets.ts'

const Arn = (service: string) =>
  z.string().regex(new RegExp(`^arn:aws[\\w-]*:${service}:`), `an ARN that begins "arn:aws:${service}:"`)
/** Values by the names of environment variables. */
const byName = <Value extends z.ZodType>(names: RegExp, hint: string, value: Value) =>
  z.record(z.string(), value).superRefine((values, context) => {
    for (const name of Object.keys(values).filter((each) => !names.test(each))) {
      context.addIssue({ code: 'custom', path: [name], message: hint })
    }
  })
const Count = z.int().positive()
const Usd = z.number().positive()

const Domain = strict({
  /** The host name of the API, e.g. "answers.example.com". */
  name: z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host name, e.g. "answers.example.com"'),
  /** In the stack's Region. */
  certificateArn: Arn('acm'),
  /** Without it the record is made elsewhere. */
  hostedZone: strict({ id: z.string().min(1), name: z.string().min(1) }).optional(),
})

/** Strengths of Bedrock's content filters. */
const Guardrail = strict({
  /** What a caller reads in place of what is blocked. */
  blockedMessage: z.string().min(1).max(500),
  contentFilter: z.enum(['LOW', 'MEDIUM', 'HIGH']).default('MEDIUM'),
  promptAttackFilter: z.enum(['LOW', 'MEDIUM', 'HIGH']).default('HIGH'),
})

const GpuEndpoint = strict({
  /** `inference_component` of the model's entry in the models file is `<stack>-<alias>`. */
  alias: z.string().regex(/^[a-z0-9][a-z0-9-]{0,20}$/, 'lower case, digits and "-"'),
  /** A container that serves OpenAI's API on SageMaker, e.g. AWS's LMI with vLLM. */
  image: z.string().regex(/\.dkr\.ecr\./, 'an image in ECR'),
  /** The model's id in the hub, or the S3 prefix of its weights. */
  model: z.string().min(1),
  instanceType: z
    .string()
    .regex(/^ml\./, 'an instance type of SageMaker, e.g. "ml.g6.xlarge"')
    .default('ml.g6.xlarge'),
  gpus: Count.default(1),
  maxCopies: Count.default(1),
  /** Streams that one copy takes; more copies start above. */
  streamsPerCopy: Count.default(4),
})

const shape = {
  /** Names the stacks and the stage of the API, so that several can stand in one account. */
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,15}$/, 'a short word in lower case, e.g. "dev" or "prod"')
    .default('dev'),
  /** Whose defaults hold where this file is silent. Default: the stage, if it is one of them, else `dev`. */
  preset: z.enum(['dev', 'staging', 'prod']).optional(),
  /** Without them the templates fit every account and Region. */
  account: z
    .string()
    .regex(/^\d{12}$/, '12 digits in quotes')
    .optional(),
  region: Region.optional(),
  /** Beside `Project` and `Stage`, e.g. {"Owner": "search", "CostCenter": "4711"}. */
  tags: z.record(z.string(), z.string()).default({}),
  /** What becomes of documents and users' data when the stack is deleted. */
  data: z.enum(['retain', 'destroy']),
  logDays: z.union([z.literal(7), z.literal(30), z.literal(90), z.literal(365)], 'one of 7, 30, 90, 365'),
  /** Makes the role by which API Gateway writes access logs for the whole account and Region; false: there is one. */
  apiLogRole: z.boolean().default(true),
  /** Settings of the app, `INGOT_*`. */
  env: byName(/^INGOT_[A-Z0-9_]+$/, 'no setting of the app; those begin with INGOT_', z.string()).default({}),
  /** Environment variable → secret whose whole text is its value, e.g. the key of a model. */
  secrets: byName(
    /^[A-Z][A-Z0-9_]*$/,
    'not the name of an environment variable',
    Arn('secretsmanager'),
  ).default({}),
  /** The models file, from where this file lies. */
  modelsFile: z.string().optional(),
  /** The access file, which issuers' tokens let in whom and what the limits are, from where this file lies. */
  accessFile: z.string().optional(),
  /** Destination Regions of each cross-Region inference profile in the models file. */
  profileRegions: z.record(z.string(), z.array(Region).min(1)).default({}),
  /** An index of S3 Vectors for questions in other words; `dimensions` are those of the encoder that fills it. */
  vectors: strict({ dimensions: z.int().min(1).max(4_096).default(512) }).optional(),
  guardrail: Guardrail.optional(),
  gpuEndpoint: GpuEndpoint.optional(),
  domain: Domain.optional(),
  /** Requests a second of the whole stage, and at once. */
  throttle: strict({ ratePerSecond: Count, burst: Count }),
  /** Requests of one address in five minutes, beyond which the firewall refuses; null: no firewall. */
  firewall: strict({ requestsPerAddress: Count.min(10) }).nullable(),
  /** Invocations at once: the brake on spending. null: as many as the account has. */
  concurrency: strict({
    stream: Count.nullable(),
    // As few and as many as a queue can be told to keep to.
    fill: z.int().min(2).max(1_000).nullable(),
  }),
  /** New code gets a tenth of the requests for five minutes first, and goes back on an alarm. */
  canary: z.boolean(),
  alarmEmail: z.email('an e-mail address').optional(),
  /** Told at 50, 80 and 100 percent of it. */
  monthlyBudgetUsd: Usd.optional(),
  /** Alarm on what models cost in a day, by our own count. Default: a tenth of the month's budget. */
  dailySpendUsd: Usd.optional(),
  /** Role for deployments from GitHub Actions. */
  delivery: strict({
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, '"owner/name"'),
    environment: z.string().min(1),
  }).optional(),
}

const Settings = strict(shape).superRefine((settings, context) => {
  if (presetOf(settings) !== 'prod') return
  for (const key of ['alarmEmail', 'monthlyBudgetUsd'] as const) {
    if (settings[key] === undefined) {
      context.addIssue({ code: 'custom', path: [key], message: 'needed in prod: nobody would be told' })
    }
  }
})

export type InfraSettings = z.infer<typeof Settings> & { models: ModelsFile; access: AccessFile }

const presetOf = ({ preset, stage }: { preset?: unknown; stage?: unknown }) =>
  [preset, stage].find((name): name is keyof typeof STAGE_PRESETS => {
    return typeof name === 'string' && Object.hasOwn(STAGE_PRESETS, name)
  }) ?? 'dev'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function withPreset(json: unknown): unknown {
  if (!isObject(json)) return json
  return { ...STAGE_PRESETS[presetOf(json)], ...json }
}

/**
 * Throws an `Error` that names `file`, each wrong path and what is allowed there. `readOther` gives the content
 * of a file that it names.
 */
export function parseInfraSettings(
  json: unknown,
  { file = 'settings', readOther = readJson }: { file?: string; readOther?: (path: string) => unknown } = {},
): InfraSettings {
  const parsed = Settings.safeParse(withPreset(json))
  if (!parsed.success) {
    const told = parsed.error.issues.map(({ path, message }) =>
      path.length === 0 ? message : `${path.join('.')}: ${message}`,
    )
    throw new Error(`${file}: ${told.join('; ')}`)
  }
  const { modelsFile, accessFile, profileRegions, secrets } = parsed.data
  const models = modelsFile ? parseModels(readOther(modelsFile), modelsFile) : parseModels({})
  const access = accessFile ? parseAccess(readOther(accessFile), accessFile) : parseAccess({})
  const gaps = [
    ...bedrockGapsOf(models, profileRegions),
    ...secretGapsOf(models, secrets),
    ...appGapsOf(parsed.data),
    ...encoderGapsOf(parsed.data, models),
  ]
  if (gaps.length > 0) throw new Error(`${file}: ${gaps.join('; ')}`)
  return { ...parsed.data, models, access }
}

function secretGapsOf(models: ModelsFile, secrets: Record<string, string>): string[] {
  const needed = [...models.models, ...models.embeddings].flatMap((entry) =>
    'api_key_env' in entry && entry.api_key_env !== undefined ? [entry.api_key_env] : [],
  )
  return [...new Set(needed)]
    .filter((name) => !Object.hasOwn(secrets, name))
    .map((name) => `secrets.${name}: needed by the models file; the ARN of the secret that holds the key`)
}

/** Reads the JSON file named by `-c settings=<path>`; the defaults without one. */
export function readInfraSettings(file: unknown): InfraSettings {
  if (file === undefined) return parseInfraSettings({})
  const name = String(file)
  const readOther = (given: string) => readJson(path.resolve(path.dirname(name), given))
  return parseInfraSettings(readJson(name), { file: name, readOther })
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    const why = cause instanceof SyntaxError ? `is not JSON: ${cause.message}` : 'cannot be read'
    throw new Error(`${file}: ${why}`, { cause })
  }
}
