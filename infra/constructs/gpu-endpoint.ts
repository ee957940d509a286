import { ArnFormat, Duration, Stack } from 'aws-cdk-lib'
import {
  CfnScalingPolicy,
  PredefinedMetric,
  ScalableTarget,
  ServiceNamespace,
} from 'aws-cdk-lib/aws-applicationautoscaling'
import { Alarm, ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch'
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { CfnEndpoint, CfnEndpointConfig, CfnInferenceComponent, CfnModel } from 'aws-cdk-lib/aws-sagemaker'
import { Construct } from 'constructs'
import type { InfraSettings } from '../settings.ts'

const VARIANT = 'all'
/** Weights of a large model are read from the hub or S3 for minutes. */
const START_TIMEOUT_S = 3_600

/**
 * An open-weights model on SageMaker's GPUs, behind a container that speaks OpenAI's API. It scales to zero,
 * and while it is at zero every call fails at once: the first of them starts a copy, and the ladder answers.
 */
export class GpuEndpoint extends Construct {
  readonly endpointName: string
  readonly componentName: string

  constructor(
    scope: Construct,
    id: string,
    { prefix, settings }: { prefix: string; settings: NonNullable<InfraSettings['gpuEndpoint']> },
  ) {
    super(scope, id)
    const { alias, image, model, instanceType, gpus, maxCopies, streamsPerCopy } = settings
    this.endpointName = `${prefix}-gpu`
    this.componentName = `${prefix}-${alias}`
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('sagemaker.amazonaws.com') })
    role.addToPolicy(imagePermissions(this, image))
    // An account-wide call that takes no resource.
    role.addToPolicy(new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }))
    role.addToPolicy(logPermissions(this, prefix))
    const isInS3 = model.startsWith('s3://')
    if (isInS3) role.addToPolicy(weightPermissions(this, model))

    const served = new CfnModel(this, 'Model', {
      executionRoleArn: role.roleArn,
      primaryContainer: {
        image,
        environment: {
          HF_MODEL_ID: isInS3 ? '/opt/ml/model' : model,
          OPTION_MAX_ROLLING_BATCH_SIZE: String(streamsPerCopy),
          TENSOR_PARALLEL_DEGREE: String(gpus),
        },
        ...(isInS3
          ? {
              modelDataSource: {
                s3DataSource: { s3Uri: model, s3DataType: 'S3Prefix', compressionType: 'None' },
              },
            }
          : {}),
      },
    })
    served.node.addDependency(role)
    const config = new CfnEndpointConfig(this, 'Config', {
      executionRoleArn: role.roleArn,
      productionVariants: [
        {
          variantName: VARIANT,
          instanceType,
          initialInstanceCount: 1,
          managedInstanceScaling: { status: 'ENABLED', minInstanceCount: 0, maxInstanceCount: maxCopies },
          routingConfig: { routingStrategy: 'LEAST_OUTSTANDING_REQUESTS' },
          containerStartupHealthCheckTimeoutInSeconds: START_TIMEOUT_S,
        },
      ],
    })
    const endpoint = new CfnEndpoint(this, 'Endpoint', {
      endpointName: this.endpointName,
      endpointConfigName: config.attrEndpointConfigName,
    })
    const component = new CfnInferenceComponent(this, 'Component', {
      inferenceComponentName: this.componentName,
      endpointName: this.endpointName,
      variantName: VARIANT,
      specification: {
        modelName: served.attrModelName,
        computeResourceRequirements: {
          numberOfAcceleratorDevicesRequired: gpus,
          minMemoryRequiredInMb: 1_024,
        },
        startupParameters: { containerStartupHealthCheckTimeoutInSeconds: START_TIMEOUT_S },
      },
      runtimeConfig: { copyCount: 1 },
    })
    component.addResourceDependency(endpoint)
    this.#scale(component, { maxCopies, streamsPerCopy })
  }

  #scale(component: CfnInferenceComponent, limits: { maxCopies: number; streamsPerCopy: number }) {
    const target = new ScalableTarget(this, 'Copies', {
      serviceNamespace: ServiceNamespace.SAGEMAKER,
      resourceId: `inference-component/${this.componentName}`,
      scalableDimension: 'sagemaker:inference-component:DesiredCopyCount',
      minCapacity: 0,
      maxCapacity: limits.maxCopies,
    })
    target.node.addDependency(component)
    target.scaleToTrackMetric('Streams', {
      targetValue: limits.streamsPerCopy,
      predefinedMetric:
        PredefinedMetric.SAGEMAKER_INFERENCE_COMPONENT_CONCURRENT_REQUESTS_PER_COPY_HIGH_RESOLUTION,
      scaleInCooldown: Duration.minutes(10),
      scaleOutCooldown: Duration.minutes(1),
    })
    // Tracking a metric of copies never leaves zero: without copies there is no metric.
    const fromZero = new CfnScalingPolicy(this, 'FromZero', {
      policyName: `${this.componentName}-from-zero`,
      policyType: 'StepScaling',
      scalingTargetId: target.scalableTargetId,
      stepScalingPolicyConfiguration: {
        adjustmentType: 'ChangeInCapacity',
        cooldown: 60,
        metricAggregationType: 'Maximum',
        stepAdjustments: [{ metricIntervalLowerBound: 0, scalingAdjustment: 1 }],
      },
    })
    const alarm = new Alarm(this, 'Wanted', {
      alarmDescription: 'Starts a first copy of the model: somebody called it while there was none.',
      metric: new Metric({
        namespace: 'AWS/SageMaker',
        metricName: 'NoCapacityInvocationFailures',
        dimensionsMap: { InferenceComponentName: this.componentName },
        statistic: 'Maximum',
        period: Duration.seconds(10),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.MISSING,
    })
    alarm.addAlarmAction({ bind: () => ({ alarmActionArn: fromZero.attrArn }) })
  }
}

function imagePermissions(scope: Construct, image: string): PolicyStatement {
  const [, account = '', region = '', repository = ''] =
    /^(\d+)\.dkr\.ecr\.([\w-]+)\.[^/]+\/([^:@]+)/.exec(image) ?? []
  return new PolicyStatement({
    actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    resources: [`arn:${Stack.of(scope).partition}:ecr:${region}:${account}:repository/${repository}`],
  })
}

const logPermissions = (scope: Construct, prefix: string) =>
  new PolicyStatement({
    actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: ['Endpoints', 'InferenceComponents'].map((kind) =>
      Stack.of(scope).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `/aws/sagemaker/${kind}/${prefix}-*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ),
  })

function weightPermissions(scope: Construct, uri: string): PolicyStatement {
  const [bucket = '', ...prefix] = uri.slice('s3://'.length).split('/')
  const arn = `arn:${Stack.of(scope).partition}:s3:::${bucket}`
  return new PolicyStatement({
    actions: ['s3:GetObject', 's3:ListBucket'],
    resources: [arn, `${arn}/${prefix.join('/').replace(/\/*$/, '')}/*`],
  })
}
