import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { BlockPublicAccess, Bucket, BucketEncryption, ObjectOwnership } from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { RESOURCE_SETTINGS } from '../../shared/names.ts'

/** Texts of documents, under their content hash. Private, encrypted, TLS only. */
export class DocumentsBucket extends Construct {
  readonly #bucket: Bucket

  constructor(scope: Construct, id: string, props: { data: 'retain' | 'destroy' }) {
    super(scope, id)
    this.#bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      // CloudFormation deletes a bucket only when it is empty.
      removalPolicy: props.data === 'retain' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
  }

  grantUse(user: LambdaFunction): void {
    user.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        resources: [this.#bucket.arnForObjects('*')],
      }),
    )
    // Without it S3 answers 403, not 404, for a key that is not there.
    user.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.#bucket.bucketArn] }),
    )
    user.addEnvironment(RESOURCE_SETTINGS.documentsBucket, this.#bucket.bucketName)
  }
}
