import { RemovalPolicy, Size } from 'aws-cdk-lib'
import {
  AccessLogFormat,
  RestApi as CdkRestApi,
  EndpointType,
  type IResource,
  LambdaIntegration,
  LogGroupLogDestination,
  ResponseTransferMode,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway'
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs'
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53'
import { ApiGateway } from 'aws-cdk-lib/aws-route53-targets'
import { Construct } from 'constructs'
import { PRODUCT } from '../../shared/names.ts'
import type { InfraSettings } from '../settings.ts'
import { API_TIMEOUT, STREAM_TIMEOUT } from '../timeouts.ts'

/**
 * Routes that stream, take long or need what the other function may not use (models, documents' texts), and all below
 * them; every other route is answered in one piece.
 */
export const STREAMED_PATHS = [
  // They tell of models and search providers, which the other function does not know.
  '/health',
  '/metrics',
  '/v1/answers',
  '/v1/summaries',
  '/v1/search',
  '/v1/models',
  '/v1/documents',
  // It removes documents.
  '/v1/me',
  '/v1/chat',
  '/v1/responses',
  '/v1/embeddings',
  '/v1/agent',
  '/v1/sonar',
  '/v1/async',
  '/chat',
  '/async',
  '/search',
  '/extract',
  '/tavily',
  '/mcp',
] as const

/** One for all methods: a function's policy has room for 20 KB. */
const ONE_PERMISSION = { scopePermissionToMethod: false }

export type RestApiProps = Pick<InfraSettings, 'stage' | 'throttle' | 'domain' | 'logDays' | 'apiLogRole'> & {
  stream: IFunction
  api: IFunction
}

/** A Regional REST API: of all kinds of API Gateway the only one that streams replies, and for minutes. */
export class RestApi extends Construct {
  readonly rest: CdkRestApi
  readonly url: string

  constructor(scope: Construct, id: string, props: RestApiProps) {
    super(scope, id)
    const { stage, throttle, logDays, stream, api, domain } = props
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: logDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.rest = new CdkRestApi(this, 'Rest', {
      restApiName: `${PRODUCT}-${stage}`,
      // The default, edge-optimised, cuts a stream that is silent for 30 s.
      endpointTypes: [EndpointType.REGIONAL],
      // Without one, of the whole account and Region, no stage takes access logs. It stays when the stack goes.
      cloudWatchRole: props.apiLogRole,
      // Files come as bytes; API Gateway takes every other body for text.
      binaryMediaTypes: ['multipart/form-data'],
      // Streams are never compressed.
      minCompressionSize: Size.kibibytes(1),
      disableExecuteApiEndpoint: domain !== undefined,
      deployOptions: {
        stageName: stage,
        throttlingRateLimit: throttle.ratePerSecond,
        throttlingBurstLimit: throttle.burst,
        tracingEnabled: true,
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
      defaultIntegration: new LambdaIntegration(api, { timeout: API_TIMEOUT, ...ONE_PERMISSION }),
    })
    this.rest.root.addMethod('ANY')
    this.rest.root.addProxy({ anyMethod: true })
    const streamed = new LambdaIntegration(stream, {
      responseTransferMode: ResponseTransferMode.STREAM,
      timeout: STREAM_TIMEOUT,
      ...ONE_PERMISSION,
    })
    for (const path of STREAMED_PATHS) {
      const resource: IResource = this.rest.root.resourceForPath(path)
      resource.addMethod('ANY', streamed)
      resource.addProxy({ anyMethod: true, defaultIntegration: streamed })
    }
    // Below /v1 the root's own proxy is out of reach.
    this.rest.root.resourceForPath('/v1').addProxy({ anyMethod: true })
    this.url = domain ? this.#serveAt(domain) : this.rest.url
  }

  #serveAt({ name, certificateArn, hostedZone }: NonNullable<InfraSettings['domain']>): string {
    this.rest.addDomainName('Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    })
    if (hostedZone) {
      new ARecord(this, 'Record', {
        recordName: `${name}.`,
        zone: HostedZone.fromHostedZoneAttributes(this, 'Zone', {
          hostedZoneId: hostedZone.id,
          zoneName: hostedZone.name,
        }),
        target: RecordTarget.fromAlias(new ApiGateway(this.rest)),
      })
    }
    return `https://${name}/`
  }
}

/** Who called what, and how it went; never a path or a query, which may hold words of a question. */
const ACCESS_LOG = {
  request_id: '$context.requestId',
  route: '$context.resourcePath',
  method: '$context.httpMethod',
  status: '$context.status',
  bytes: '$context.responseLength',
  ms: '$context.responseLatency',
  integration_ms: '$context.integrationLatency',
  address: '$context.identity.sourceIp',
  user_agent: '$context.identity.userAgent',
  error: '$context.error.responseType',
  firewall: '$context.waf.status',
  at: '$context.requestTimeEpoch',
}
