import { EndpointType, LambdaIntegration, ResponseTransferMode, RestApi } from 'aws-cdk-lib/aws-apigateway'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { PRODUCT } from '../../shared/names.ts'
import { STREAM_TIMEOUT } from './stream-function.ts'

/** Until callers have quotas of their own: requests a second, and at once, of the whole stage. */
const THROTTLE = { throttlingRateLimit: 50, throttlingBurstLimit: 100 }

/** A Regional REST API, the only kind that streams replies for minutes; every route goes to the function. */
export class StreamApi extends Construct {
  readonly url: string

  constructor(scope: Construct, id: string, props: { stage: string; function: IFunction }) {
    super(scope, id)
    const { stage, function: handler } = props
    const api = new RestApi(this, 'Rest', {
      restApiName: `${PRODUCT}-${stage}`,
      // The default, edge-optimised, cuts a stream that is silent for 30 s.
      endpointTypes: [EndpointType.REGIONAL],
      // It is a setting of the whole account.
      cloudWatchRole: false,
      // Files come as bytes; API Gateway takes every other body for text.
      binaryMediaTypes: ['multipart/form-data'],
      deployOptions: { stageName: stage, ...THROTTLE },
      defaultIntegration: new LambdaIntegration(handler, {
        responseTransferMode: ResponseTransferMode.STREAM,
        timeout: STREAM_TIMEOUT,
        allowTestInvoke: false,
      }),
    })
    api.root.addMethod('ANY')
    api.root.addProxy({ anyMethod: true })
    this.url = api.url
  }
}
