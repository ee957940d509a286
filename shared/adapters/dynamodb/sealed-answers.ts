import { DeleteItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb'
import { SORT_KEYS } from '../../names.ts'
import type { AnswerAddress, AnswerLog, FillFacts, LogAddress } from '../../ports/answer-log.ts'
import { type AnswerTable, answerPk } from './answer-table.ts'
import { type Item, jsonOf, N, numberOf, packJson, S, textOf } from './item.ts'
import { padded } from './keys.ts'
import { reply } from './map-error.ts'

/** DynamoDB takes items of 400 KB; the rest of the item and its growth fit in between. */
const MAX_ANSWER_BYTES = 350_000
/** An answer that nobody may be served any more is still the answer of its id for a while. */
const KEPT_AFTER_STALE_S = 24 * 3_600
const TOMBSTONE_KEPT_S = 31 * 24 * 3_600

type SealedAnswers<Event> = Pick<
  AnswerLog<Event>,
  'materialise' | 'readAnswer' | 'readApart' | 'amend' | 'purge' | 'rememberFailure' | 'readFailure'
>

const apartSk = (fence: number) => `${SORT_KEYS.apart}#${padded(fence, 12)}`
const secondsOf = (ms: number) => Math.ceil(ms / 1_000)

/** Copies of complete logs, one item a key, with their tombstones and the failures of seconds ago. */
export function createSealedAnswers<Event>(table: AnswerTable): SealedAnswers<Event> {
  const { client, TableName, nowS, nowMs, unexpired } = table
  const lifeOf = (facts: FillFacts, freshUntil: number, staleUntil: number): Item => ({
    facts: S(JSON.stringify(facts)),
    degraded: { BOOL: facts.degraded },
    freshUntil: N(freshUntil),
    staleUntil: N(staleUntil),
    ttl: N(Math.max(secondsOf(staleUntil), nowS()) + KEPT_AFTER_STALE_S),
  })

  const remove = (pk: string, sk: string) =>
    reply(client.send(new DeleteItemCommand({ TableName, Key: { pk: S(pk), sk: S(sk) } })))

  /** What is kept apart of the answers up to a fence. */
  const removeApart = async (pk: string, fence: number): Promise<void> => {
    let startKey: Item | undefined
    do {
      const page = await reply(
        client.send(
          new QueryCommand({
            TableName,
            ConsistentRead: true,
            KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
            ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
            ExpressionAttributeValues: { ':pk': S(pk), ':first': S(apartSk(0)), ':last': S(apartSk(fence)) },
            ProjectionExpression: '#sk',
            ExclusiveStartKey: startKey,
          }),
        ),
      )
      for (const item of page.Items ?? []) await remove(pk, textOf(item, 'sk'))
      startKey = page.LastEvaluatedKey
    } while (startKey !== undefined)
  }

  /** A copy that was refused leaves nothing behind, unless it is there already by an earlier try. */
  const dropRefusedApart = async (
    address: AnswerAddress,
    fence: number,
    there: Item | undefined,
  ): Promise<void> => {
    const pk = answerPk(address)
    const answer = there ?? (await table.read(pk, SORT_KEYS.answer, { consistent: true }))
    const isStored = numberOf(answer, 'fence') === fence && answer?.['purged'] === undefined
    if (!isStored) await remove(pk, apartSk(fence))
  }

  return {
    async materialise(address, { fence, fill, facts, freshUntil, staleUntil, events }, apart) {
      const { attribute, bytes } = await packJson(events)
      if (bytes > MAX_ANSWER_BYTES) return 'too_large'
      const life = lifeOf(facts, freshUntil, staleUntil)
      if (apart.size > 0) {
        const packed = await packJson([...apart])
        if (packed.bytes > MAX_ANSWER_BYTES) return 'too_large'
        await table.put(answerPk(address), apartSk(fence), {
          events: packed.attribute,
          ttl: life['ttl'] ?? N(0),
        })
      }
      const item = { ...life, fence: N(fence), fill: N(fill), events: attribute }
      const isNewer = 'attribute_not_exists(#pk) OR #fence < :fence'
      const isNoLoss = 'attribute_exists(#purged) OR #degraded = :true OR #staleUntil <= :now'
      const condition = facts.degraded
        ? {
            expression: `attribute_not_exists(#pk) OR (#fence < :fence AND (${isNoLoss}))`,
            values: { ':fence': N(fence), ':true': { BOOL: true }, ':now': N(nowMs()) },
          }
        : { expression: isNewer, values: { ':fence': N(fence) } }
      const outcome = await table.put(answerPk(address), SORT_KEYS.answer, item, condition)
      if (outcome.kind === 'done') return 'stored'
      if (apart.size > 0) await dropRefusedApart(address, fence, outcome.item)
      return 'superseded'
    },

    async readAnswer(address, { consistent }) {
      const item = unexpired(await table.read(answerPk(address), SORT_KEYS.answer, { consistent }))
      if (item === undefined) return undefined
      const fence = numberOf(item, 'fence')
      if (item['purged'] !== undefined) return { purged: true, fence }
      return {
        fence,
        fill: numberOf(item, 'fill'),
        facts: JSON.parse(item['facts']?.S ?? '') as FillFacts,
        freshUntil: numberOf(item, 'freshUntil'),
        staleUntil: numberOf(item, 'staleUntil'),
        events: JSON.parse(await jsonOf(item, 'events')) as (Event | null)[],
      }
    },

    async readApart({ fence, ...address }: LogAddress) {
      const item = unexpired(await table.read(answerPk(address), apartSk(fence), { consistent: false }))
      if (item === undefined) return new Map()
      return new Map(JSON.parse(await jsonOf(item, 'events')) as [number, Event][])
    },

    async amend({ fence, ...address }, { facts, freshUntil, staleUntil }) {
      const life = lifeOf(facts, freshUntil, staleUntil)
      const names = Object.keys(life)
      const values = Object.fromEntries(Object.entries(life).map(([name, value]) => [`:${name}`, value]))
      const outcome = await table.update(
        answerPk(address),
        SORT_KEYS.answer,
        `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
        '#fence = :fence AND attribute_not_exists(#purged)',
        { ...values, ':fence': N(fence) },
      )
      return outcome.kind === 'done' ? 'amended' : 'superseded'
    },

    async purge(address, { fence }) {
      const tombstone = { purged: { BOOL: true }, fence: N(fence), ttl: N(nowS() + TOMBSTONE_KEPT_S) }
      const outcome = await table.put(answerPk(address), SORT_KEYS.answer, tombstone, {
        expression: 'attribute_not_exists(#pk) OR #fence <= :fence',
        values: { ':fence': N(fence) },
      })
      await removeApart(answerPk(address), fence)
      return outcome.kind === 'done' ? 'purged' : 'superseded'
    },

    async rememberFailure(address, { fence, event, until }) {
      const item = {
        fence: N(fence),
        until: N(until),
        event: S(JSON.stringify(event)),
        ttl: N(secondsOf(until) + KEPT_AFTER_STALE_S),
      }
      await table.put(answerPk(address), SORT_KEYS.failure, item, {
        expression: 'attribute_not_exists(#pk) OR #fence <= :fence',
        values: { ':fence': N(fence) },
      })
    },

    async readFailure(address) {
      const item = await table.read(answerPk(address), SORT_KEYS.failure, { consistent: false })
      if (item === undefined) return undefined
      const event = JSON.parse(item['event']?.S ?? '') as Event
      return { fence: numberOf(item, 'fence'), until: numberOf(item, 'until'), event }
    },
  }
}
