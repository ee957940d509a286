import { RemovalPolicy } from 'aws-cdk-lib'
import { AttributeType, Billing, TableV2 } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { TABLE_ATTRIBUTES } from '../../shared/names.ts'

export type StoreTableProps = {
  /** Environment variable that holds the table's name. */
  setting: string
  /** What the DynamoDB adapter does with it, and nothing more. */
  actions: string[]
  /** Tables that are retained are also backed up, and protected from deletion. */
  data: 'retain' | 'destroy'
}

/** One table on demand, with the keys that the DynamoDB adapter writes. */
export class StoreTable extends Construct {
  readonly #props: StoreTableProps
  readonly table: TableV2

  constructor(scope: Construct, id: string, props: StoreTableProps) {
    super(scope, id)
    this.#props = props
    const isKept = props.data === 'retain'
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: TABLE_ATTRIBUTES.partitionKey, type: AttributeType.STRING },
      sortKey: { name: TABLE_ATTRIBUTES.sortKey, type: AttributeType.STRING },
      timeToLiveAttribute: TABLE_ATTRIBUTES.timeToLive,
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: isKept },
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
  }

  /** To go through all of it, as sweeps do. */
  grantScan(user: LambdaFunction): void {
    user.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:Scan'], resources: [this.table.tableArn] }),
    )
  }

  grantUse(user: LambdaFunction): void {
    const { actions, setting } = this.#props
    user.addToRolePolicy(new PolicyStatement({ actions, resources: [this.table.tableArn] }))
    user.addEnvironment(setting, this.table.tableName)
  }
}
