import * as z from 'zod'
import { strict } from '../lib/strict-object.ts'

/** Always on the ladder's end, configured or not. */
export const EXTRACTIVE = 'extractive'

const Tokens = z.int().positive()
const Rate = z.number().positive()
const Usd = z.number().nonnegative()
const Seconds = z.number().positive()

const Capabilities = {
  /** Thinks before it answers, and tells the thoughts apart. Default false. */
  reasoning: z.boolean().default(false),
  /** Can be held to a JSON Schema. Default false. */
  json_schema: z.boolean().default(false),
  /** Takes a mark behind the part of the prompt that its vendor may keep. Default false. */
  prompt_caching: z.boolean().default(false),
}

export const Named = {
  /** How requests and the ladder name the model. */
  alias: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, 'letters, digits, ".", "_", ":" and "-"')
    .refine((alias) => alias !== EXTRACTIVE, `"${EXTRACTIVE}" is built in; choose another alias`),
  /** The vendor's id of the model, passed on as it is. */
  model: z.string().min(1),
}

const Common = {
  ...Named,
  /** Default: `fast` only. */
  modes: z
    .array(z.enum(['fast', 'deep']))
    .min(1)
    .default(['fast']),
  capabilities: strict(Capabilities).prefault({}),
  /** Prompt and output together. Default 8,192: servers cut a longer prompt without a word, rules first. */
  context_tokens: Tokens.default(8_192),
  /** Reasoning included. Default 2,048. */
  max_output_tokens: Tokens.default(2_048),
  /** Streams at once, over all instances. Default 4. */
  max_concurrency: z.int().positive().default(4),
  /** How long a question may queue for the model before it is answered without it. Default 5. */
  max_wait_s: z.number().nonnegative().default(5),
  /** Longest silence, before the first token or between two. Default 30. */
  idle_timeout_s: Seconds.default(30),
  /** US dollars per million tokens. */
  price: strict({
    input_usd_per_mtok: Usd,
    output_usd_per_mtok: Usd,
    /** Of the prompt's part that the vendor had in its cache. Default: as any other input. */
    cached_input_usd_per_mtok: Usd.optional(),
  }).optional(),
  /** What one GPU does, for the GPU-seconds of an answer. */
  gpu: strict({ prefill_tokens_per_s: Rate, decode_tokens_per_s: Rate }).optional(),
}

const url = (example: string) => z.url({ protocol: /^https?$/, error: `an http(s) URL, e.g. "${example}"` })

export const KeyedUrl = {
  /** The operation's path is appended. */
  base_url: url('http://127.0.0.1:8000/v1'),
  /** Environment variable that holds the key; without it no `Authorization` is sent. */
  api_key_env: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable, not the key itself')
    .optional(),
}

const OpenAiCompatible = strict({
  ...Common,
  /** `/chat/completions` is appended to `base_url`. */
  adapter: z.literal('openai-compatible'),
  ...KeyedUrl,
})

/** The account and its credentials are those that the AWS SDK finds. */
export const Aws = {
  /** Default: the Region that the AWS SDK finds. */
  region: z.string().min(1).optional(),
  /** Another endpoint than the Region's own, e.g. of a VPC. */
  endpoint_url: url('https://vpce-….bedrock-runtime.eu-central-1.vpce.amazonaws.com').optional(),
}

const Bedrock = strict({
  ...Common,
  ...Aws,
  /** `model` is a model id or the id of an inference profile, e.g. `us.deepseek.r1-v1:0`. */
  adapter: z.literal('bedrock'),
  guardrail: strict({ id: z.string().min(1), version: z.string().min(1) }).optional(),
})

const SageMaker = strict({
  ...Common,
  ...Aws,
  /** `model` is the name that the container serves it under. */
  adapter: z.literal('sagemaker'),
  endpoint_name: z.string().min(1),
  inference_component: z.string().min(1).optional(),
})

export const ModelEntry = z
  .discriminatedUnion('adapter', [OpenAiCompatible, Bedrock, SageMaker], {
    error: (issue) =>
      issue.code === 'invalid_union' ? 'one of "openai-compatible", "bedrock", "sagemaker"' : undefined,
  })
  .refine((entry) => entry.max_output_tokens * 2 <= entry.context_tokens, {
    path: ['max_output_tokens'],
    error: 'at most half of context_tokens (default 8192), so that the sources have room',
  })
export type ModelEntry = z.infer<typeof ModelEntry>
export type EntryOf<Adapter extends ModelEntry['adapter']> = Extract<ModelEntry, { adapter: Adapter }>
