import * as z from 'zod'
// By its own path, as in `models.ts`.
import { toDotPath } from 'zod/v4/core'
import { Limits } from '../api/keys.ts'
import { type FieldError, IngotError } from '../errors.ts'
import { strict } from '../lib/strict-object.ts'
import { CALLER_SCOPES } from '../ports/callers.ts'
import { readJsonFile } from './read-json-file.ts'

/** Those that a public key checks. A secret one would have to be shared, and is what forgers hope for. */
const ALGORITHMS = [
  ...(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'] as const),
  ...(['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'] as const),
] as const

const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Keys that are fetched in the clear are anybody's. */
const SecureAddress = z.url({ protocol: /^https?$/ }).refine(
  (address) => {
    const { protocol, hostname } = new URL(address)
    return protocol === 'https:' || LOOPBACK_HOSTS.has(hostname)
  },
  { error: 'must be https, but for loopback', when: ({ value }) => URL.canParse(String(value)) },
)

const Name = z.string().min(1).max(200)

const Issuer = strict({
  /** As the token's `iss` says it, to the letter. */
  issuer: SecureAddress,
  /** One of these must be in the token's `aud`. */
  audience: z.union([Name.transform((one) => [one]), z.array(Name).min(1)]),
  /** Default: what the issuer's `/.well-known/openid-configuration` names. */
  jwks_url: SecureAddress.optional(),
  algorithms: z.array(z.enum(ALGORITHMS)).min(1).default(['RS256', 'PS256', 'ES256', 'EdDSA']),
  /** Whose people they are: a name, or the claim that holds it. */
  tenant: Name.optional(),
  tenant_claim: Name.optional(),
  /** What every token of the issuer may do. */
  scopes: z.array(z.enum(CALLER_SCOPES)).min(1).default(['read', 'write']),
  /** Who may do all: those whose claim is the value, or a list that holds it. */
  operators: strict({ claim: Name, value: Name }).optional(),
  /** By how much the issuer's clock may be off. */
  clock_skew_s: z.number().min(0).max(300).default(30),
}).refine(({ tenant, tenant_claim }) => (tenant === undefined) !== (tenant_claim === undefined), {
  error: 'either "tenant" or "tenant_claim"',
  path: ['tenant'],
})
export type Issuer = z.infer<typeof Issuer>

const File = strict({
  issuers: z.array(Issuer).default([]),
  /** For every caller (an API key, or a person with a token), and for each tenant. */
  limits: strict({
    caller: Limits.optional(),
    tenant: Limits.optional(),
    /** Of single tenants, by name, instead of `tenant`. */
    tenants: z.record(Name, Limits).default({}),
  }).prefault({}),
}).superRefine(({ issuers }, context) => {
  for (const [index, { issuer }] of issuers.entries()) {
    if (issuers.findIndex((each) => each.issuer === issuer) === index) continue
    context.addIssue({ code: 'custom', path: ['issuers', index, 'issuer'], message: 'stands twice' })
  }
})
/** The access file as written, snake_case, with its defaults filled in. */
export type AccessFile = z.infer<typeof File>

/** Throws `invalid_setting` naming `file`, each wrong path and what is allowed there. */
export function parseAccess(json: unknown, file = 'access file'): AccessFile {
  const parsed = File.safeParse(json)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(
    ({ path, message }): FieldError => ({ path: toDotPath(path), message }),
  )
  const told = fields.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ')
  throw new IngotError('invalid_setting', `${file}: ${told}`, { fields })
}

/** Reads `INGOT_ACCESS_FILE`. Without one there is no issuer, and nothing is limited but what a key says. */
export async function readAccessFile(path: string | null): Promise<AccessFile> {
  if (path === null) return parseAccess({})
  const file = `INGOT_ACCESS_FILE ${path}`
  return parseAccess(await readJsonFile(path, file), file)
}
