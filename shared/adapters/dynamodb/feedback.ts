import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { TABLE_NAMES } from '../../names.ts'
import type { AnswerIdentity } from '../../ports/answer-log.ts'
import type { Feedback, Verdict } from '../../ports/feedback.ts'
import { S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

/** Verdicts in the app table: they are users' data, and outlive the cache. */
export function createDynamoFeedback(options: { client: DynamoDBClient; tableName?: string }): Feedback {
  const { client, tableName: TableName = TABLE_NAMES.app } = options
  const pkOf = ({ scope, key, fill }: AnswerIdentity) => S(partitionKey('F', scope, key, fill))
  return {
    async put(answer, verdict) {
      const Item = { pk: pkOf(answer), sk: S(verdict.caller), verdict: S(JSON.stringify(verdict)) }
      await reply(client.send(new PutItemCommand({ TableName, Item })))
    },
    async list(answer) {
      const query = new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': 'pk' },
        ExpressionAttributeValues: { ':pk': pkOf(answer) },
      })
      const { Items = [] } = await reply(client.send(query))
      return Items.map((item) => JSON.parse(textOf(item, 'verdict')) as Verdict)
    },
  }
}
