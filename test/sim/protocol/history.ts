import type {
  AnswerAddress,
  AnswerLog,
  FillFacts,
  LogAddress,
  LogRow,
} from '../../../shared/ports/answer-log.ts'
import { type AnswerLogState, addressName, logName, toAnswer } from '../../support/memory-answer-log.ts'
import type { VirtualProcess } from '../../support/virtual-time.ts'
import { SIM_RULES, type SimEvent } from './events.ts'

/** One attempt at a fill, as the store saw its beginning. */
export type AttemptRecord = {
  address: LogAddress
  fill: number
  startedBy: string
  process: string
  owner: string
  /** True time. */
  at: number
  isTakeover: boolean
  /** For how long the answer that was there then was fresh, by the clock of who started; 0 when there was none. */
  freshForMs: number
}

/** Watches every write of the shared state as it has its effect, and keeps what the invariants speak of. */
export function createHistory(options: {
  state: AnswerLogState
  now: () => number
  violate: (statement: string) => void
  trace: (line: () => string) => void
  /** Whether its documents say the same today. */
  isTrue: (facts: FillFacts) => boolean
  /** A lease ran out: was its holder in trouble? */
  onTakeover: (owner: string, lease: { until: number }) => void
}) {
  const { state, now, violate, trace } = options
  const attempts = new Map<string, AttemptRecord>()
  /** The first that was written at every position. */
  const written = new Map<string, string[]>()
  /** What readers of the answer may still be given for a while. */
  const answers = new Map<string, { at: number; json: string | undefined }[]>()
  const topFence = new Map<string, number>()

  const rowsOf = (log: LogAddress): LogRow<SimEvent>[] =>
    (written.get(logName(log)) ?? []).map((json) => JSON.parse(json) as LogRow<SimEvent>)
  const isClosing = ({ kind }: LogRow<SimEvent>) => kind === 'end' || kind === 'redirect' || kind === 'moved'

  /** The events of a log that ended well. */
  const completeEvents = (log: LogAddress): SimEvent[] | undefined => {
    const rows = rowsOf(log)
    const last = rows.at(-1)
    const terminal = last?.kind === 'end' ? last.events.at(-1) : undefined
    if (!terminal || !SIM_RULES.mayBeSealed(terminal)) return undefined
    return rows.flatMap((row) => (row.kind === 'events' || row.kind === 'end' ? [...row.events] : []))
  }

  const checkRow = (log: LogAddress, position: number) => {
    const name = logName(log)
    const known = written.get(name) ?? []
    written.set(name, known)
    const json = state.logs.get(name)?.get(position)?.json
    if (json === undefined) return
    const first = known[position]
    if (first === json) return
    if (first !== undefined) return violate(`1: position ${position} of ${name} was written twice`)
    if (position !== known.length)
      violate(`1: position ${position} of ${name} was written before the one below`)
    const before = rowsOf(log).at(-1)
    if (before && isClosing(before)) violate(`1: a row follows the last row of ${name}`)
    known[position] = json
    trace(() => `    row ${log.fence}/${position} ${json.slice(0, 150)}`)
    checkComplete(log)
  }
  const checkComplete = (log: LogAddress) => {
    if (!completeEvents(log)) return
    const { fill } = attempts.get(logName(log)) ?? {}
    for (const { address, fill: other } of attempts.values()) {
      const isSibling =
        other === fill && address.fence !== log.fence && addressName(address) === addressName(log)
      if (isSibling && completeEvents(address)) violate(`1: fill ${fill} has two complete logs`)
    }
  }

  const checkAnswer = (address: AnswerAddress, { isReplacement }: { isReplacement: boolean }) => {
    const name = addressName(address)
    const item = state.answers.get(name)
    const json = item && JSON.stringify(item)
    const versions = answers.get(name) ?? []
    answers.set(name, versions)
    if (versions.at(-1)?.json === json) return
    versions.push({ at: now(), json })
    trace(() => `    answer ${name} ${json?.slice(0, 150)}`)
    if (!item) return violate(`2: the answer of ${name} is gone`)
    const top = topFence.get(name) ?? 0
    if (item.fence < top || (isReplacement && item.fence === top))
      violate(`2: fence ${item.fence} over ${top}`)
    topFence.set(name, Math.max(top, item.fence))
    if (item.kind === 'tombstone') excuseStarts(name)
    else checkCopy({ ...address, fence: item.fence }, item.events)
  }
  /** Whoever has just started may find the tombstone already. */
  const excuseStarts = (name: string) => {
    for (const attempt of attempts.values()) {
      if (addressName(attempt.address) === name && now() - attempt.at < 3_000) attempt.freshForMs = 0
    }
  }
  const checkCopy = (log: LogAddress, stored: string) => {
    const copy = completeEvents(log)?.map((event) => (SIM_RULES.isApart(event) ? null : event))
    if (JSON.stringify(copy) !== stored) violate(`2: the answer of fence ${log.fence} copies no complete log`)
  }

  const freshForMs = (address: AnswerAddress, { clock }: VirtualProcess) => {
    const item = state.answers.get(addressName(address))
    if (item?.kind !== 'sealed' || !options.isTrue(JSON.parse(item.facts) as FillFacts)) return 0
    return item.freshUntil - clock.now()
  }

  const observe = (log: AnswerLog<SimEvent>, process: VirtualProcess): AnswerLog<SimEvent> => ({
    ...log,
    async start(address, asked) {
      const before = state.leases.get(addressName(address))
      const outcome = await log.start(address, asked)
      if (outcome.kind !== 'started') return outcome
      const at = { ...address, fence: outcome.fence }
      if (attempts.has(logName(at))) return outcome
      if (before?.state === 'filling' && before.ttl > process.clock.now() / 1_000) {
        violate(`4: fence ${at.fence} was started while ${before.fence} was being filled`)
      }
      const { owner, startedBy } = asked
      const record = { fill: outcome.fill, owner, startedBy, process: process.name, at: now() }
      attempts.set(logName(at), {
        ...{ ...record, address: at, isTakeover: false },
        freshForMs: freshForMs(address, process),
      })
      trace(() => `  ${process.name} starts fence ${at.fence} for ${startedBy}`)
      return outcome
    },
    async takeOver(address, asked) {
      const before = state.leases.get(addressName(address))
      const outcome = await log.takeOver(address, asked)
      if (outcome.kind !== 'taken') return outcome
      const at = { ...address, fence: outcome.fence }
      if (attempts.has(logName(at)) || !before) return outcome
      options.onTakeover(before.owner, before)
      const { fill, startedBy } = before
      const record = { fill, owner: asked.owner, startedBy, process: process.name, at: now() }
      attempts.set(logName(at), {
        ...{ ...record, address: at, isTakeover: true },
        freshForMs: freshForMs(address, process),
      })
      trace(() => `  ${process.name} takes over fence ${at.fence} of fill ${fill} from ${before.owner}`)
      return outcome
    },
    async append(at, position, row, asked) {
      const outcome = await log.append(at, position, row, asked)
      checkRow(at, position)
      return outcome
    },
    async materialise(address, answer, apart) {
      const outcome = await log.materialise(address, answer, apart)
      checkAnswer(address, { isReplacement: true })
      return outcome
    },
    async amend(at, life) {
      const outcome = await log.amend(at, life)
      checkAnswer(at, { isReplacement: false })
      return outcome
    },
    async purge(address, purging) {
      const outcome = await log.purge(address, purging)
      checkAnswer(address, { isReplacement: false })
      trace(() => `  ${process.name} purges up to ${purging.fence}: ${outcome}`)
      return outcome
    },
    async release(at, asked) {
      const outcome = await log.release(at, asked)
      trace(() => `  ${process.name} releases ${at.fence}: ${outcome}`)
      return outcome
    },
  })

  return {
    observe,
    attempts,
    completeEvents,
    rowsOf,
    /** The answer as an eventually consistent read may have it: as it was `agoMs` ago, unless it has expired. */
    answerAgo(address: AnswerAddress, agoMs: number) {
      const versions = answers.get(addressName(address)) ?? []
      const json = versions.findLast(({ at }) => at <= now() - agoMs)?.json
      const item = json === undefined ? undefined : JSON.parse(json)
      return item === undefined || item.ttl <= now() / 1_000 ? undefined : toAnswer<SimEvent>(item)
    },
  }
}
