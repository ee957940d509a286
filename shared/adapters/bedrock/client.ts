import { BedrockRuntimeClient, type BedrockRuntimeClientConfig } from '@aws-sdk/client-bedrock-runtime'

export type BedrockClientOptions = {
  /** Default: what the environment says. */
  region?: string | undefined
  /** Another endpoint than the Region's own, e.g. of a VPC. */
  endpoint?: string | undefined
  /** Default: what the environment says. */
  credentials?: BedrockRuntimeClientConfig['credentials']
  /** Of a call, the first one included. Default 1: whoever asks has a budget for retries, and other models. */
  maxAttempts?: number
}

/**
 * Speaks HTTP/2, each call on a connection of its own: a connection kept through the freeze of a function
 * would be dead. How long a call may take is told with each call.
 */
export function createBedrockClient(options: BedrockClientOptions = {}): BedrockRuntimeClient {
  const { region, endpoint, credentials, maxAttempts = 1 } = options
  return new BedrockRuntimeClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts,
    retryMode: 'standard',
  })
}
