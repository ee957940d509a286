import { addressName, logName } from '../../support/memory-answer-log.ts'
import { SIM_RULES, type SimEvent } from './events.ts'
import type { Mutation } from './world.ts'

const LONG_AGO = 1

/** Faults of the store's conditions and of what is asked of it; each breaks a rule of docs/log-protocol.md. */
export const MUTANTS: Readonly<Record<string, Mutation>> = {
  'a row is put over the one that is there': {
    log: (log, { state }) => ({
      ...log,
      async append(at, position, row, asked) {
        state.logs.get(logName(at))?.delete(position)
        return log.append(at, position, row, asked)
      },
    }),
  },
  'an answer is stored over one of a higher fence': {
    log: (log, { state }) => ({
      ...log,
      async materialise(address, answer, apart) {
        state.answers.delete(addressName(address))
        return log.materialise(address, answer, apart)
      },
    }),
  },
  'empty logs are not closed by a takeover': {
    log: (log) => ({
      ...log,
      append: async (at, position, row, asked) =>
        position === 0 && row.kind === 'moved' ? 'appended' : log.append(at, position, row, asked),
    }),
  },
  'the marks of purged sources are not read': {
    provenance: (provenance) => ({ ...provenance, marks: async () => new Map() }),
  },
  'marks are compared as if no two clocks were more than 5 s apart': {
    provenance: (provenance) => ({
      ...provenance,
      async marks(sources) {
        const marks = await provenance.marks(sources)
        return new Map([...marks].map(([source, at]) => [source, at - 5_000]))
      },
    }),
  },
  'what an answer is built on is not written down': {
    provenance: (provenance) => ({ ...provenance, record: async () => undefined }),
  },
  'a fill is taken over before its lease has run out': {
    log: (log) => ({
      ...log,
      async start(address, asked) {
        const outcome = await log.start(address, asked)
        if (outcome.kind !== 'held') return outcome
        return { kind: 'held', lease: { ...outcome.lease, until: LONG_AGO } }
      },
      async takeOver(address, asked) {
        const lease = await log.readLease(address)
        return lease ? log.takeOver(address, { ...asked, seen: lease }) : { kind: 'refused' }
      },
    }),
  },
  'a lease is taken though it is held': {
    log: (log, { state }) => ({
      ...log,
      async start(address, asked) {
        const item = state.leases.get(addressName(address))
        if (item) state.leases.set(addressName(address), { ...item, state: 'done' })
        return log.start(address, asked)
      },
    }),
  },
  'an answer is sealed before its log is complete': {
    log: (log) => ({
      ...log,
      async append(at, position, row, asked) {
        const terminal = row.kind === 'end' ? row.events.at(-1) : undefined
        if (row.kind === 'end' && row.facts && terminal && SIM_RULES.mayBeSealed(terminal)) {
          const rows = await log.readRows(at, { after: -1 })
          const before = rows.flatMap((each) => (each.row.kind === 'events' ? each.row.events : []))
          const events = [...before, ...row.events].map((event: SimEvent) =>
            SIM_RULES.isApart(event) ? null : event,
          )
          const life = { freshUntil: 2e12, staleUntil: 2e12 }
          const answer = { fence: at.fence, fill: at.fence, facts: row.facts, ...life, events }
          await log.materialise(at, answer, new Map())
        }
        return log.append(at, position, row, asked)
      },
    }),
  },
  'a purge leaves no tombstone': {
    log: (log) => ({ ...log, purge: async () => 'purged' }),
  },
  'an answer forgets the tombstone that it replaces': {
    log: (log) => ({
      ...log,
      materialise: (address, answer, apart) => {
        const { purgedUpTo: _, ...facts } = answer.facts
        return log.materialise(address, { ...answer, facts }, apart)
      },
    }),
  },
  'whoever starts reads an answer of seconds ago': {
    log: (log, { now }) => {
      const kept = new Map<string, { at: number; answer: ReturnType<typeof log.readAnswer> }>()
      return {
        ...log,
        readAnswer(address, reading) {
          const known = kept.get(addressName(address))
          if (known && now() - known.at < 8_000) return known.answer
          const answer = log.readAnswer(address, reading)
          kept.set(addressName(address), { at: now(), answer })
          return answer
        },
      }
    },
  },
  'a leader takes its own row for that of another': {
    log: (log, { state }) => ({
      ...log,
      append: async (at, position, row, asked) =>
        state.logs.get(logName(at))?.has(position) ? 'taken' : log.append(at, position, row, asked),
    }),
  },
}
