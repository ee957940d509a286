import { Agent } from 'node:http'
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import { boundedRequests } from '../../lib/bounded-requests.ts'

/** A refused connection is told at once; a store that hangs after about 9 s. */
const MAX_ATTEMPTS = 3
const CONNECT_TIMEOUT_MS = 1_000
/** The store beside it refuses at once or is there: what takes longer is a busy machine. */
const LOCAL_CONNECT_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 3_000

/** The local store takes any credentials. All is given, so that a machine's AWS settings have no say. */
const LOCAL = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  accountIdEndpointMode: 'disabled',
  defaultsMode: 'standard',
  endpointDiscoveryEnabled: false,
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
} as const satisfies DynamoDBClientConfig

/** With an endpoint: a store that speaks DynamoDB (dynalite). Without: AWS, as the environment says. */
export function createDynamoClient(options: { endpoint?: string | null; region?: string }): DynamoDBClient {
  const { endpoint, region } = options
  return new DynamoDBClient({
    ...(endpoint ? { ...LOCAL, endpoint } : {}),
    ...(region === undefined ? {} : { region }),
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    requestHandler: {
      ...boundedRequests({
        connectMs: endpoint ? LOCAL_CONNECT_TIMEOUT_MS : CONNECT_TIMEOUT_MS,
        requestMs: REQUEST_TIMEOUT_MS,
      }),
      ...(endpoint?.startsWith('http:') ? { httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }) } : {}),
    },
  })
}
