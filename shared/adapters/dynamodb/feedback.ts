import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { TABLE_NAMES } from '../../names.ts'
import type { AnswerIdentity } from '../../ports/answer-log.ts'
import type { Feedback, Verdict } from '../../ports/feedback.ts'
import { deleteItems, queryItems } from './delete-items.ts'
import { type Item, N, S, textOf } from './item.ts'
import { partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

const DAY_MS = 86_400_000
/** No scope is called so. */
const PERSON = '~person'

/** Verdicts in the app table, by answer; beside each, by its person, where it is, so that they can have it erased. */
export function createDynamoFeedback(options: {
  client: DynamoDBClient
  tableName?: string
  /** How long after it was given a verdict is kept. */
  keptDays: number
}): Feedback {
  const { client, tableName = TABLE_NAMES.app, keptDays } = options
  const table = { client, tableName }
  const pkOf = ({ scope, key, fill }: AnswerIdentity) => partitionKey('F', scope, key, fill)
  const personPk = (person: string) => partitionKey('F', PERSON, person)
  const put = (Item: Item) => reply(client.send(new PutItemCommand({ TableName: tableName, Item })))

  return {
    async put(answer, verdict) {
      const pk = pkOf(answer)
      const ttl = N(Math.ceil((verdict.at + keptDays * DAY_MS) / 1_000))
      // First the way to it, so that none is stored without.
      const { caller, person } = verdict
      if (person !== null) await put({ pk: S(personPk(person)), sk: S(`${caller}#${pk}`), of: S(pk), ttl })
      await put({ pk: S(pk), sk: S(verdict.caller), verdict: S(JSON.stringify(verdict)), ttl })
    },
    async list(answer) {
      const verdicts: Verdict[] = []
      for await (const item of queryItems(table, pkOf(answer))) {
        verdicts.push(JSON.parse(textOf(item, 'verdict')) as Verdict)
      }
      return verdicts
    },
    async forget(person) {
      const ways: { pk: string; sk: string }[] = []
      const verdicts: { pk: string; sk: string }[] = []
      for await (const item of queryItems(table, personPk(person))) {
        const sk = textOf(item, 'sk')
        ways.push({ pk: personPk(person), sk })
        verdicts.push({ pk: textOf(item, 'of'), sk: sk.slice(0, sk.indexOf('#')) })
      }
      await deleteItems(table, verdicts)
      await deleteItems(table, ways)
      return verdicts.length
    },
  }
}
