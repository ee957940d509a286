import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { RESOURCE_SETTINGS, UPLOADS_PREFIX } from '../../shared/names.ts'

/** Files that nobody made a document of; whoever sent one is told for a day what became of it. */
const UPLOADS_KEPT = Duration.days(2)

/** What was removed or replaced can be brought back for as long as the table can go back to. */
const BEFORE_KEPT = Duration.days(35)

export type DocumentsBucketProps = {
  data: 'retain' | 'destroy'
  /** Whose pages may send files, to addresses that were signed for them: `https://app.example`, or `*`. */
  corsOrigins: readonly string[]
}

/** Texts of documents, and files that are to become some. Private, encrypted, TLS only. */
export class DocumentsBucket extends Construct {
  readonly bucket: Bucket

  constructor(scope: Construct, id: string, props: DocumentsBucketProps) {
    super(scope, id)
    const isKept = props.data === 'retain'
    this.bucket = new Bucket(this, 'Bucket', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: isKept,
      lifecycleRules: [
        {
          abortIncompleteMultipartUploadAfter: Duration.days(1),
          ...(isKept ? { noncurrentVersionExpiration: BEFORE_KEPT, expiredObjectDeleteMarker: true } : {}),
        },
        {
          prefix: UPLOADS_PREFIX,
          expiration: UPLOADS_KEPT,
          ...(isKept ? { noncurrentVersionExpiration: Duration.days(1) } : {}),
        },
      ],
      ...(props.corsOrigins.length === 0
        ? {}
        : {
            cors: [
              {
                allowedMethods: [HttpMethods.PUT],
                allowedOrigins: [...props.corsOrigins],
                allowedHeaders: ['*'],
              },
            ],
          }),
      // CloudFormation deletes a bucket only when it is empty.
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    // As CDK does it, a function of its own would set it while the stack is deployed.
    const resource = this.bucket.node.defaultChild as CfnBucket
    resource.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
  }

  grantUse(user: LambdaFunction): void {
    user.addToRolePolicy(
      new PolicyStatement({
        actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
        resources: [this.bucket.arnForObjects('*')],
      }),
    )
    // Without it S3 answers 403, not 404, for a key that is not there.
    user.addToRolePolicy(
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    )
    user.addEnvironment(RESOURCE_SETTINGS.documentsBucket, this.bucket.bucketName)
  }
}
