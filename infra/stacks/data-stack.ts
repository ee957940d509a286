import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { RESOURCE_SETTINGS } from '../../shared/names.ts'
import { DocumentsBucket } from '../constructs/documents-bucket.ts'
import { StoreTable } from '../constructs/store-table.ts'
import { VectorIndex } from '../constructs/vector-index.ts'
import type { InfraSettings } from '../settings.ts'

/** What outlives a release: two tables, a bucket, and vectors where they are asked for. */
export class DataStack extends Stack {
  readonly cache: StoreTable
  readonly app: StoreTable
  readonly documents: DocumentsBucket
  readonly vectors: VectorIndex | undefined

  constructor(
    scope: Construct,
    id: string,
    props: StackProps & Pick<InfraSettings, 'data' | 'vectors'> & { prefix: string; corsOrigins: string[] },
  ) {
    super(scope, id, props)
    const { data, vectors, prefix, corsOrigins } = props
    // Answers and logs: all of it can be made again.
    this.cache = new StoreTable(this, 'CacheTable', {
      setting: RESOURCE_SETTINGS.cacheTable,
      actions: [
        'dynamodb:BatchGetItem',
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      data: 'destroy',
    })
    // What users put in.
    this.app = new StoreTable(this, 'AppTable', {
      setting: RESOURCE_SETTINGS.appTable,
      actions: [
        'dynamodb:DeleteItem',
        'dynamodb:GetItem',
        'dynamodb:PutItem',
        'dynamodb:Query',
        'dynamodb:UpdateItem',
      ],
      data,
    })
    this.documents = new DocumentsBucket(this, 'Documents', { data, corsOrigins })
    this.vectors = vectors && new VectorIndex(this, 'Vectors', { prefix, ...vectors })
    // By it the first key is made (docs/deploy.md).
    new CfnOutput(this, 'AppTableName', { value: this.app.table.tableName })
  }
}
