import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import type { Answer } from '../../api/answer.ts'
import { TABLE_NAMES } from '../../names.ts'
import type { Clock } from '../../ports/clock.ts'
import type { ThreadRecord, Threads, TurnRecord } from '../../ports/threads.ts'
import { createAnswerTable } from './answer-table.ts'
import { deleteItems, queryItems } from './delete-items.ts'
import { type Item, jsonOf, N, numberOf, packJson, S, textOf } from './item.ts'
import { padded, partitionKey } from './keys.ts'
import { reply } from './map-error.ts'

/** DynamoDB takes items of 400 KB. A longer answer has no copy here. */
const MAX_ANSWER_BYTES = 350_000
const DAY_S = 86_400
const NO_ANSWER = S('')

const IS_THERE = 'attribute_exists(#pk) AND attribute_not_exists(#removedAt)'
const ownerPk = (owner: string) => partitionKey('T', owner)
const turnsPk = (owner: string, id: string) => partitionKey('T', owner, id)
const turnSk = (n: number) => padded(n, 6)
const FIRST_SK = turnSk(0)

/**
 * Conversations in the app table: one item a thread in its owner's partition, and a partition of turns for each
 * thread. A thread that is being removed is marked first, so that no turn is appended behind its remover.
 */
export function createDynamoThreads(options: {
  client: DynamoDBClient
  tableName?: string
  clock: Clock
  /** How long a thread is kept after its last turn, and each turn. */
  keptDays: number
}): Threads {
  const { client, tableName = TABLE_NAMES.app, clock, keptDays } = options
  const table = createAnswerTable({ client, tableName, clock })
  const ttlAt = (at: number) => N(Math.ceil(at / 1_000) + keptDays * DAY_S)

  const remove = (pk: string, ...sks: string[]) =>
    deleteItems(
      { client, tableName },
      sks.map((sk) => ({ pk, sk })),
    )
  const query = (pk: string, keysOnly = false) => queryItems({ client, tableName }, pk, { keysOnly })

  /** Undefined: gone, or going. */
  const recordOf = (item: Item | undefined): ThreadRecord | undefined => {
    const kept = table.unexpired(item)
    if (kept === undefined || kept['removedAt'] !== undefined) return undefined
    return {
      id: textOf(kept, 'sk'),
      title: textOf(kept, 'title'),
      createdAt: numberOf(kept, 'createdAt'),
      updatedAt: numberOf(kept, 'updatedAt'),
      turns: numberOf(kept, 'turns'),
    }
  }

  return {
    async create(owner, { id, title, createdAt, updatedAt, turns }) {
      await table.put(ownerPk(owner), id, {
        ...(title === '' ? {} : { title: S(title) }),
        createdAt: N(createdAt),
        updatedAt: N(updatedAt),
        turns: N(turns),
        ttl: ttlAt(updatedAt),
      })
    },

    get: async (owner, id) => recordOf(await table.read(ownerPk(owner), id, { consistent: true })),

    async list(owner, { limit, cursor }) {
      const threads: ThreadRecord[] = []
      for await (const item of query(ownerPk(owner))) {
        const record = recordOf(item)
        if (record) threads.push(record)
      }
      threads.sort(latestFirst)
      const from = cursor === null ? 0 : threads.findIndex((thread) => cursorOf(thread) > cursor)
      const page = from === -1 ? [] : threads.slice(from, from + limit)
      const last = page.at(-1)
      const isMore = from !== -1 && threads.length > from + limit
      return { threads: page, nextCursor: isMore && last ? cursorOf(last) : null }
    },

    async rename(owner, id, { title, at }) {
      const values = { ':title': S(title), ':at': N(at), ':ttl': ttlAt(at) }
      const set = 'SET #title = :title, #updatedAt = :at, #ttl = :ttl'
      const outcome = await table.update(ownerPk(owner), id, set, IS_THERE, values)
      return outcome.kind === 'done' ? 'renamed' : 'gone'
    },

    async append(owner, id, turn, { title }) {
      const { n, askedAt, answer, ...told } = turn
      const pk = turnsPk(owner, id)
      const json = JSON.stringify(told)
      const item = {
        turn: S(json),
        askedAt: N(askedAt),
        ttl: ttlAt(askedAt),
        ...(await packed(answer)),
      }
      const put = await table.put(pk, turnSk(n), item, {
        expression: 'attribute_not_exists(#pk)',
        values: {},
      })
      // A put that the SDK sent twice is refused by itself.
      if (put.kind === 'refused') {
        const there = await table.read(pk, turnSk(n), { consistent: true })
        if (textOf(there, 'turn') !== json || numberOf(there, 'askedAt') !== askedAt) return 'taken'
      }
      const touched = await table.update(
        ownerPk(owner),
        id,
        'SET #turns = :n, #updatedAt = :at, #ttl = :ttl, #title = if_not_exists(#title, :title)',
        IS_THERE,
        { ':n': N(n), ':at': N(askedAt), ':ttl': ttlAt(askedAt), ':title': S(title) },
      )
      if (touched.kind === 'done') return 'appended'
      await remove(pk, turnSk(n))
      return 'gone'
    },

    async keep(owner, id, n, answer) {
      const { answer: copy = NO_ANSWER } = await packed(answer)
      const set = 'SET #answer = :answer'
      await table.update(turnsPk(owner, id), turnSk(n), set, 'attribute_exists(#pk)', { ':answer': copy })
    },

    async turns(owner, id, { before, limit }) {
      const { Items = [] } = await reply(
        client.send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
            ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
            ExpressionAttributeValues: {
              ':pk': S(turnsPk(owner, id)),
              ':first': S(FIRST_SK),
              ':last': S(turnSk(before === null ? 999_999 : before - 1)),
            },
            ScanIndexForward: false,
            Limit: limit,
          }),
        ),
      )
      return Promise.all(Items.filter((item) => table.unexpired(item)).map(turnOf))
    },

    async remove(owner, id) {
      const mark = 'SET #removedAt = :now'
      const marked = await table.update(ownerPk(owner), id, mark, 'attribute_exists(#pk)', {
        ':now': N(clock.now()),
      })
      if (marked.kind === 'refused') return 'gone'
      const pk = turnsPk(owner, id)
      const sks: string[] = []
      for await (const item of query(pk, true)) sks.push(textOf(item, 'sk'))
      await remove(pk, ...sks)
      await remove(ownerPk(owner), id)
      return 'removed'
    },

    async *all(owner) {
      for await (const item of query(ownerPk(owner), true)) {
        yield textOf(item, 'sk')
      }
    },
  }
}

const latestFirst = (one: ThreadRecord, other: ThreadRecord) => (cursorOf(one) < cursorOf(other) ? -1 : 1)

/** Grows down the list. */
const cursorOf = ({ updatedAt, id }: ThreadRecord) =>
  `${padded(Number.MAX_SAFE_INTEGER - updatedAt, 16)}-${id}`

async function packed(answer: Answer | null): Promise<{ answer?: Item[string] }> {
  if (answer === null) return {}
  const { attribute, bytes } = await packJson(answer)
  return bytes > MAX_ANSWER_BYTES ? {} : { answer: attribute }
}

async function turnOf(item: Item): Promise<TurnRecord> {
  const json = await jsonOf(item, 'answer')
  return {
    n: Number(textOf(item, 'sk')),
    askedAt: numberOf(item, 'askedAt'),
    ...(JSON.parse(textOf(item, 'turn')) as Omit<TurnRecord, 'n' | 'askedAt' | 'answer'>),
    answer: json === '' ? null : (JSON.parse(json) as Answer),
  }
}
