import { CfnOutput, Stack, Tags } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { PRODUCT, RESOURCE_SETTINGS } from '../../shared/names.ts'
import { DocumentsBucket } from '../constructs/documents-bucket.ts'
import { StoreTable } from '../constructs/store-table.ts'
import { StreamApi } from '../constructs/stream-api.ts'
import { StreamFunction } from '../constructs/stream-function.ts'
import type { InfraSettings } from '../settings.ts'

/** The whole of one stage, in one Region. No look-ups, no custom resources, no exports. */
export class IngotStack extends Stack {
  constructor(scope: Construct, settings: InfraSettings) {
    const { stage, account, region, data } = settings
    super(scope, `${PRODUCT}-${stage}`, {
      description: 'Ingot: a search-and-synopsis API.',
      env: { ...(account ? { account } : {}), ...(region ? { region } : {}) },
      terminationProtection: data === 'retain',
    })

    // Answers and logs: all of it can be made again.
    const cache = new StoreTable(this, 'CacheTable', {
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
    const app = new StoreTable(this, 'AppTable', {
      setting: RESOURCE_SETTINGS.appTable,
      actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
      data,
    })
    const documents = new DocumentsBucket(this, 'Documents', { data })

    const stream = new StreamFunction(this, 'Stream')
    cache.grantUse(stream.function)
    app.grantUse(stream.function)
    documents.grantUse(stream.function)
    const api = new StreamApi(this, 'Api', { stage, function: stream.function })

    new CfnOutput(this, 'ApiUrl', { value: api.url })
    Tags.of(this).add('Project', PRODUCT)
    Tags.of(this).add('Stage', stage)
  }
}
