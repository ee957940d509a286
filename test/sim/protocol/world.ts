import { type AnswerCache, createAnswerCache } from '../../../shared/cache/answer-cache.ts'
import type { Order } from '../../../shared/cache/cache-deps.ts'
import type { AnswerIdentity, AnswerLog } from '../../../shared/ports/answer-log.ts'
import type { Dependent, Provenance, SourceName } from '../../../shared/ports/provenance.ts'
import {
  type AnswerLogState,
  createAnswerLogState,
  createMemoryAnswerLog,
  logName,
} from '../../support/memory-answer-log.ts'
import { createMemoryProvenance } from '../../support/memory-provenance.ts'
import { createSeededRandom } from '../../support/seeded-random.ts'
import { createVirtualTime, type VirtualProcess } from '../../support/virtual-time.ts'
import { SIM_RULES, type SimEvent, type SimRequest, writeAnswer } from './events.ts'
import { createFaultyStore, type FaultRates } from './faulty-store.ts'
import { createHistory } from './history.ts'

export const START_MS = 1_800_000_000_000
/** Of a clock against the true time: two of them are up to 10 s apart. */
const SKEW_AT_MOST_MS = 5_000
/** A lease that ran out was last renewed this long before, clocks and a slow store included. */
const LEASE_AND_SKEW_MS = 17_000

/** Faults that a test puts in, to see that they are found. */
export type Mutation = {
  log?: (
    log: AnswerLog<SimEvent>,
    options: { state: AnswerLogState; now: () => number },
  ) => AnswerLog<SimEvent>
  provenance?: (provenance: Provenance) => Provenance
}

/** `log`: of which attempt; undefined where nothing is stored. */
export type ModelCall = {
  run: number
  log: string | undefined
  /** The store failed when its sources were to be written down. */
  isUnclaimed: boolean
}

export type SimProcess = {
  process: VirtualProcess
  cache: AnswerCache<SimEvent, SimRequest>
  provenance: Pick<Provenance, 'purge'> & { list(source: SourceName): Promise<Dependent[]> }
  /** True time until which it cannot reach the store. */
  cutUntil: number
  troubledAt: number
  /** How many calls of the store went wrong. */
  troubles: number
}

export type World = ReturnType<typeof createWorld>

/** Some processes over one store, on virtual time. */
export function createWorld(options: {
  seed: number
  rates: FaultRates
  freshMs: number
  staleMs: number
  mutation: Mutation
  isTraced: boolean
}) {
  const { seed, rates, mutation, isTraced } = options
  const random = createSeededRandom(seed)
  const time = createVirtualTime({ startMs: START_MS })
  const state = createAnswerLogState()
  const violations: string[] = []
  const lines: string[] = []
  const processes: SimProcess[] = []
  const calls: ModelCall[] = []
  /** Rows 0 on their way, so that a call of the model can be told to a fence. */
  const requestOfRow = new WeakMap<SimRequest, SimRequest>()
  const logOf = new WeakMap<SimRequest, string>()
  const world = {
    passages: 'p0',
    version: 1,
    hasPaused: false,
    /** The store refuses calls, or loses replies. */
    hasFaults: rates.refused + rates.lost > 0,
    onEnqueue: (_: AnswerIdentity): void => undefined,
    onRun: (_run: number, _key: string | undefined): void => undefined,
  }
  const trace = (line: () => string) => {
    if (isTraced) lines.push(`${((time.now() - START_MS) / 1_000).toFixed(3).padStart(9)} ${line()}`)
  }
  const violate = (statement: string) => {
    trace(() => `VIOLATED ${statement}`)
    violations.push(statement)
  }
  const provenance = createMemoryProvenance({ clock: time })
  const mutated = mutation.provenance?.(provenance) ?? provenance

  const byOwner = (owner: string) =>
    processes.find(({ process }) => owner === process.name || owner.startsWith(`${process.name}/`))
  const history = createHistory({
    ...{ state, now: time.now, violate, trace },
    isTrue: ({ passages }) => passages === world.passages,
    onTakeover(owner, { until }) {
      const holder = byOwner(owner)
      const isTroubled = !holder?.process.isAlive || holder.troubledAt > until - LEASE_AND_SKEW_MS
      if (until > 0 && !isTroubled) violate(`5: a fill was taken from ${owner}, who was well`)
    },
  })

  const addProcess = (): SimProcess => {
    const name = `p${processes.length + 1}`
    // Half of the clocks are as wrong as they may be.
    const skewMs = Math.max(-1, Math.min(random() * 4 - 2, 1)) * SKEW_AT_MOST_MS
    const process = time.createProcess(name, { skewMs })
    const { clock } = process
    const memory = createMemoryAnswerLog<SimEvent>({ clock, state })
    const network = {
      ...{ time, random, rates },
      isCut: () => own.cutUntil > time.now(),
      onTrouble: () => {
        own.troubledAt = time.now()
        own.troubles += 1
      },
    }
    const observed = history.observe(mutation.log?.(memory, { state, now: time.now }) ?? memory, process)
    const lagging: AnswerLog<SimEvent> = {
      ...observed,
      readAnswer: async (address, reading) =>
        reading.consistent || random() < 0.5
          ? observed.readAnswer(address, reading)
          : history.answerAgo(address, random() * 800),
      async append(address, position, row, asked) {
        const request = row.kind === 'request' ? requestOfRow.get(row.request as SimRequest) : undefined
        if (request) logOf.set(request, logName(address))
        return observed.append(address, position, row, asked)
      },
    }
    const sources = {
      record: mutated.record,
      marks: mutated.marks,
      purge: mutated.purge,
      async list(source: SourceName) {
        const found: Dependent[] = []
        for await (const dependent of mutated.dependents(source)) found.push(dependent)
        return found
      },
    }
    const faultySources = createFaultyStore(sources, process, network)
    const cache = createAnswerCache<SimEvent, SimRequest>({
      log: createFaultyStore(lagging, process, network),
      provenance: faultySources,
      rules: SIM_RULES,
      clock,
      random,
      count: () => undefined,
      owner: name,
      timeoutMs: 40_000,
      memoryBytes: 1_000_000,
      produce: (request, context) => {
        const run = produced
        produced += 1
        const log = logOf.get(request)
        world.onRun(run, log === undefined ? request.key : (JSON.parse(log) as string[])[1])
        const onModelCall = () => {
          calls.push({ run, log, isUnclaimed })
          trace(() => `  ${name} calls the model: run ${run} for ${log}`)
        }
        const sleep = (ms: number, signal: AbortSignal) => clock.sleep(ms, { signal })
        let isUnclaimed = false
        const claim: typeof context.claim = async (sources) => {
          const { troubles } = own
          const purged = await context.claim(sources)
          isUnclaimed = own.troubles > troubles
          return purged
        }
        context.note({ collections: { docs: world.version }, passages: world.passages })
        return writeAnswer({ random, run, now: time.now, sleep, context: { ...context, claim }, onModelCall })
      },
      lifeOf: ({ retrievedAt, degraded }) => {
        const freshUntil = retrievedAt + (degraded ? options.freshMs / 2 : options.freshMs)
        return { freshUntil, staleUntil: freshUntil + options.staleMs }
      },
      factsFor: () => ({ freshness: 'live' }),
      rowOf: (request) => {
        const row = { ...request }
        requestOfRow.set(row, request)
        logOf.delete(request)
        return row
      },
      isWhole: () => true,
      passagesNow: async () => world.passages,
      enqueue: createFaultyStore(
        { send: async (identity: AnswerIdentity) => world.onEnqueue(identity) },
        process,
        network,
      ).send,
    })
    const own: SimProcess = {
      process,
      cache,
      provenance: faultySources,
      cutUntil: 0,
      troubledAt: -1e15,
      troubles: 0,
    }
    processes.push(own)
    return own
  }
  let produced = 1

  return Object.assign(world, {
    ...{ seed, random, time, state, history, violations, violate, lines, trace, processes, calls },
    addProcess,
    between: (least: number, most: number) => least + random() * (most - least),
    pick: <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item,
    alive: () => processes.filter(({ process }) => process.isAlive),
    orderOf: (key: string): Order<SimRequest> => ({
      address: { scope: 'public', key },
      request: { question: `What of ${key}?`, key },
      collections: { docs: world.version },
    }),
    attemptOf: (address: { scope: string; key: string; fence: number }) =>
      history.attempts.get(logName(address)),
  })
}
