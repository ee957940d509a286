import { IngotError } from '../../errors.ts'
import { SORT_KEYS } from '../../names.ts'
import type { AnswerAddress, AnswerLog, Lease } from '../../ports/answer-log.ts'
import { type AnswerTable, answerPk, LOG_KEPT_S } from './answer-table.ts'
import { type Item, N, numberOf, S, textOf } from './item.ts'

/** The lease can be freed between a refusal and the look at it; more often than this it cannot be chance. */
const START_ATTEMPTS = 5

type Leases = Pick<
  AnswerLog<never>,
  'start' | 'takeOver' | 'readLease' | 'renew' | 'renewReading' | 'release'
>

/** Who fills a key: one small item beside its answer, so that renewing it costs one unit. */
export function createLeases(table: AnswerTable): Leases {
  const { nowS, unexpired, update } = table
  const SK = SORT_KEYS.lease
  const read = (address: AnswerAddress) => table.read(answerPk(address), SK, { consistent: true })

  return {
    async start(address, { owner, until, startedBy }) {
      // Every expression sees the item as it was, so `fill` repeats the expression of `fence`.
      const next = 'if_not_exists(#fence, :seconds) + :one'
      for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
        const outcome = await update(
          answerPk(address),
          SK,
          `SET #fence = ${next}, #fill = ${next}, #state = :filling, #owner = :owner, #until = :until,` +
            ' #readUntil = :zero, #startedBy = :startedBy, #ttl = :ttl',
          'attribute_not_exists(#pk) OR #state = :done OR #ttl <= :seconds',
          {
            ':seconds': N(nowS()),
            ':one': N(1),
            ':zero': N(0),
            ':filling': S('filling'),
            ':done': S('done'),
            ':owner': S(owner),
            ':until': N(until),
            ':startedBy': S(startedBy),
            ':ttl': N(nowS() + LOG_KEPT_S),
          },
        )
        const item = outcome.kind === 'done' ? outcome.item : (outcome.item ?? (await read(address)))
        const lease = unexpired(item) && toLease(item)
        if (!lease || lease.state === 'done') continue
        if (lease.owner === owner) return { kind: 'started', fence: lease.fence, fill: lease.fill }
        return { kind: 'held', lease }
      }
      throw new IngotError('store_unavailable', 'The lease could not be read.')
    },

    async takeOver(address, { owner, until, seen }) {
      const outcome = await update(
        answerPk(address),
        SK,
        'SET #fence = #fence + :one, #owner = :owner, #until = :until, #ttl = :ttl',
        '#fence = :fence AND #owner = :seenOwner AND #until = :seenUntil AND #state = :filling',
        {
          ':one': N(1),
          ':owner': S(owner),
          ':until': N(until),
          ':ttl': N(nowS() + LOG_KEPT_S),
          ':fence': N(seen.fence),
          ':seenOwner': S(seen.owner),
          ':seenUntil': N(seen.until),
          ':filling': S('filling'),
        },
      )
      if (outcome.kind === 'done') return { kind: 'taken', fence: seen.fence + 1 }
      const item = outcome.item ?? (await read(address))
      const isOurs = textOf(item, 'owner') === owner && numberOf(item, 'fence') === seen.fence + 1
      return isOurs ? { kind: 'taken', fence: seen.fence + 1 } : { kind: 'refused' }
    },

    async readLease(address) {
      const item = unexpired(await read(address))
      return item && toLease(item)
    },

    async renew({ fence, ...address }, { owner, until, readUntil }) {
      const outcome = await update(
        answerPk(address),
        SK,
        readUntil === undefined ? 'SET #until = :until' : 'SET #until = :until, #readUntil = :readUntil',
        '#owner = :owner AND #fence = :fence AND #state = :filling',
        {
          ':until': N(until),
          ...(readUntil === undefined ? {} : { ':readUntil': N(readUntil) }),
          ':owner': S(owner),
          ':fence': N(fence),
          ':filling': S('filling'),
        },
      )
      return outcome.kind === 'done' ? 'renewed' : 'superseded'
    },

    async renewReading({ fill, ...address }, { readUntil }) {
      await update(
        answerPk(address),
        SK,
        'SET #readUntil = :readUntil',
        '#fill = :fill AND #state = :filling AND #readUntil < :readUntil',
        { ':readUntil': N(readUntil), ':fill': N(fill), ':filling': S('filling') },
      )
    },

    async release({ fence, ...address }, { owner }) {
      const outcome = await update(
        answerPk(address),
        SK,
        'SET #state = :done',
        '#owner = :owner AND #fence = :fence',
        { ':done': S('done'), ':owner': S(owner), ':fence': N(fence) },
      )
      return outcome.kind === 'done' ? 'released' : 'superseded'
    },
  }
}

const toLease = (item: Item | undefined): Lease => ({
  fence: numberOf(item, 'fence'),
  fill: numberOf(item, 'fill'),
  state: textOf(item, 'state') === 'done' ? 'done' : 'filling',
  owner: textOf(item, 'owner'),
  until: numberOf(item, 'until'),
  readUntil: numberOf(item, 'readUntil'),
  startedBy: textOf(item, 'startedBy'),
})
