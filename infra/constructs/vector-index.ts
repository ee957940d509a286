import { RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { CfnIndex, CfnVectorBucket } from 'aws-cdk-lib/aws-s3vectors'
import { Construct } from 'constructs'
import { RESOURCE_SETTINGS } from '../../shared/names.ts'

/** Of a vector's metadata: read with it, but never searched by, so it may be longer than 2 KB. */
const NOT_FILTERABLE = ['question']

/** Vectors of questions that were answered. All of it can be made again, so none of it is kept. */
export class VectorIndex extends Construct {
  readonly #index: CfnIndex
  readonly #names: { bucket: string; index: string }

  constructor(scope: Construct, id: string, { prefix, dimensions }: { prefix: string; dimensions: number }) {
    super(scope, id)
    // Named, since CloudFormation tells no names of its own: what is made without one has an ARN alone.
    this.#names = { bucket: `${prefix}-vectors`, index: `questions-${dimensions}` }
    const bucket = new CfnVectorBucket(this, 'Bucket', {
      vectorBucketName: this.#names.bucket,
      encryptionConfiguration: { sseType: 'AES256' },
    })
    // An index never changes: vectors of another length are kept in another, which is there before this one goes.
    this.#index = new CfnIndex(this, `Of${dimensions}Dimensions`, {
      vectorBucketName: this.#names.bucket,
      indexName: this.#names.index,
      dataType: 'float32',
      distanceMetric: 'cosine',
      dimension: dimensions,
      metadataConfiguration: { nonFilterableMetadataKeys: NOT_FILTERABLE },
    })
    this.#index.addResourceDependency(bucket)
    for (const each of [bucket, this.#index]) each.applyRemovalPolicy(RemovalPolicy.DESTROY)
  }

  /** `GetVectors` belongs to every query that filters or reads metadata. */
  grantUse(user: LambdaFunction): void {
    this.#grant(user, ['DeleteVectors', 'GetVectors', 'PutVectors', 'QueryVectors'])
  }

  /** To go through all of it, as sweeps do; `GetVectors` belongs to every list that tells metadata. */
  grantSweep(user: LambdaFunction): void {
    this.#grant(user, ['DeleteVectors', 'GetVectors', 'ListVectors'])
  }

  #grant(user: LambdaFunction, actions: string[]): void {
    user.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `s3vectors:${action}`),
        resources: [this.#index.attrIndexArn],
      }),
    )
    user.addEnvironment(RESOURCE_SETTINGS.vectorBucket, this.#names.bucket)
    user.addEnvironment(RESOURCE_SETTINGS.vectorIndex, this.#names.index)
  }
}
