import type {
  BedrockAgentRuntimeClient,
  BedrockAgentRuntimeClientConfig,
  KnowledgeBaseRetrievalResult,
  RetrieveCommand,
} from '@aws-sdk/client-bedrock-agent-runtime'
import { IngotError } from '../../errors.ts'
import { retryAfterOf } from '../../lib/retry-after.ts'
import type { WebSearch, WebSearchHit } from '../../ports/web-search.ts'
import { dayOf } from './plain-text.ts'
import { SUPPORTS } from './supports.ts'

/** Several passages of one document are one hit. */
const PASSAGES_PER_HIT = 3
const PASSAGES_AT_MOST = 100
const QUERY_CHARACTERS = 1_000
const SNIPPET_CHARACTERS = 300
const ACCOUNT_FOR_S = 60

export type KnowledgeBaseOptions = {
  knowledgeBaseId: string
  /** Default: the Region's own. */
  endpoint?: string | undefined
  region?: string | undefined
  credentials?: BedrockAgentRuntimeClientConfig['credentials']
}

/**
 * A Bedrock knowledge base, by `Retrieve`
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_Retrieve.html). The names of its
 * metadata are its owner's, so no filter is sent; `published`, `language` and `title` are read where they are set.
 * The SDK is loaded with the first search.
 */
export function createKnowledgeBaseSearch(options: KnowledgeBaseOptions): WebSearch {
  const { knowledgeBaseId } = options
  let connected: Promise<Connection> | undefined
  return {
    name: 'knowledge-base',
    supports: SUPPORTS['knowledge-base'],
    async search({ query, limit }, { signal }) {
      connected ??= connect(options)
      const { client, RetrieveCommand } = await connected
      const command = new RetrieveCommand({
        knowledgeBaseId,
        retrievalQuery: { text: query.slice(0, QUERY_CHARACTERS) },
        retrievalConfiguration: {
          vectorSearchConfiguration: {
            numberOfResults: Math.min(limit * PASSAGES_PER_HIT, PASSAGES_AT_MOST),
          },
        },
      })
      const reply = await client.send(command, { abortSignal: signal }).catch((thrown: unknown) => {
        throw errorOf(thrown)
      })
      if (!Array.isArray(reply.retrievalResults))
        throw new IngotError('search_unavailable', 'knowledge-base: the reply has another shape')
      return hitsOf(reply.retrievalResults).slice(0, limit)
    },
  }
}

type Connection = { client: BedrockAgentRuntimeClient; RetrieveCommand: typeof RetrieveCommand }

async function connect({ endpoint, region, credentials }: KnowledgeBaseOptions): Promise<Connection> {
  const sdk = await import('@aws-sdk/client-bedrock-agent-runtime')
  const client = new sdk.BedrockAgentRuntimeClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    // The breaker and the other providers are there for what fails.
    maxAttempts: 1,
  })
  return { client, RetrieveCommand: sdk.RetrieveCommand }
}

/** Best passage first; passages of one document go together, in the order of their scores. */
function hitsOf(passages: readonly KnowledgeBaseRetrievalResult[]): WebSearchHit[] {
  const hits = new Map<string, WebSearchHit>()
  for (const passage of passages) {
    const text = passage.content?.text?.trim()
    const url = addressOf(passage)
    if (!text || url === undefined) continue
    const known = hits.get(url)
    if (known) known.text = `${known.text}\n\n${text}`
    else hits.set(url, { ...describe(passage, url), text, snippet: cut(text) })
  }
  return [...hits.values()]
}

function describe({ metadata = {} }: KnowledgeBaseRetrievalResult, url: string) {
  const told = (name: string) => (typeof metadata[name] === 'string' ? metadata[name] : undefined)
  const file = decodeURIComponent(url.split('/').filter(Boolean).at(-1) ?? url)
  return {
    url,
    title: told('title') || file,
    published: dayOf(told('published')),
    language: told('language') ?? null,
  }
}

const cut = (text: string) => text.replace(/\s+/g, ' ').slice(0, SNIPPET_CHARACTERS)

/** Each kind of data source has a place of its own for the address; a document put in by hand has only an id. */
function addressOf({ location }: KnowledgeBaseRetrievalResult): string | undefined {
  if (!location) return undefined
  const { webLocation, s3Location, confluenceLocation, salesforceLocation, sharePointLocation } = location
  const { kendraDocumentLocation, customDocumentLocation } = location
  const address =
    webLocation?.url ??
    s3Location?.uri ??
    confluenceLocation?.url ??
    salesforceLocation?.url ??
    sharePointLocation?.url ??
    kendraDocumentLocation?.uri
  if (address !== undefined) return URL.canParse(address) ? address : undefined
  const id = customDocumentLocation?.id
  return id === undefined ? undefined : `urn:knowledge-base:${encodeURIComponent(id)}`
}

const OF_THE_ACCOUNT = new Set([
  'AccessDeniedException',
  'ResourceNotFoundException',
  'CredentialsProviderError',
  'ServiceQuotaExceededException',
])

const STATUS_OF_THE_ACCOUNT = new Set([401, 402])

/** The SDK's error by name and status; its text may hold the account and stays in the cause. */
function errorOf(thrown: unknown): IngotError {
  const {
    name = '',
    $metadata,
    $response,
  } = thrown as {
    name?: string
    $metadata?: { httpStatusCode?: number }
    $response?: { statusCode?: number; headers?: Record<string, string> }
  }
  const status = $metadata?.httpStatusCode ?? $response?.statusCode
  if (OF_THE_ACCOUNT.has(name) || (status !== undefined && STATUS_OF_THE_ACCOUNT.has(status)))
    return new IngotError('search_unavailable', `knowledge-base: ${name || status}`, {
      cause: thrown,
      retryable: false,
      retryAfterS: ACCOUNT_FOR_S,
    })
  if (name === 'ValidationException' || status === 422)
    return new IngotError('search_refused_request', `knowledge-base: ${name}`, { cause: thrown })
  const seconds = retryAfterOf($response?.headers)
  return new IngotError('search_unavailable', `knowledge-base: ${status ?? 'cannot be reached'}`, {
    cause: thrown,
    ...(seconds === undefined ? {} : { retryAfterS: seconds }),
  })
}
