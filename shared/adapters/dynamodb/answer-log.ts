import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { AnswerLog } from '../../ports/answer-log.ts'
import type { Clock } from '../../ports/clock.ts'
import { createAnswerTable } from './answer-table.ts'
import { createLeases } from './leases.ts'
import { createLogRows } from './log-rows.ts'
import { createSealedAnswers } from './sealed-answers.ts'

/** The answers' logs in DynamoDB or dynalite (docs/log-protocol.md). Every write is of one item. */
export function createDynamoAnswerLog<Event>(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
}): AnswerLog<Event> {
  const table = createAnswerTable(options)
  return { ...createLeases(table), ...createLogRows<Event>(table), ...createSealedAnswers<Event>(table) }
}
