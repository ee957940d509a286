import { SageMakerRuntimeClient, type SageMakerRuntimeClientConfig } from '@aws-sdk/client-sagemaker-runtime'

export type SageMakerClientOptions = {
  /** Default: what the environment says. */
  region?: string | undefined
  /** Another endpoint than the Region's own, e.g. of a VPC. */
  endpoint?: string | undefined
  /** Default: what the environment says. */
  credentials?: SageMakerRuntimeClientConfig['credentials']
}

/**
 * Never tries a call twice: whoever asks has a budget for retries, and other models. How long a call may take
 * is told with each call.
 */
export function createSageMakerClient(options: SageMakerClientOptions = {}): SageMakerRuntimeClient {
  const { region, endpoint, credentials } = options
  return new SageMakerRuntimeClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
    maxAttempts: 1,
  })
}
