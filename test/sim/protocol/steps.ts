import type { AnswerIdentity } from '../../../shared/ports/answer-log.ts'
import { type SimEvent, SOURCES } from './events.ts'
import type { Readers } from './readers.ts'
import type { SimProcess, World } from './world.ts'

export type Purge = {
  beganAt: number
  /** Undefined while it is under way, or when it failed: nothing is promised then. */
  doneAt: number | undefined
  covers: (event: Extract<SimEvent, { type: 'delta' }>) => boolean
}

/** How often each kind of step is taken; 0 for never. */
export type StepWeights = Record<keyof ReturnType<typeof createSteps>['steps'], number>

const KEYS = ['aa', 'bb']
const READERS = ['ann', 'bob', 'cai', 'dee']

/** What may happen in a schedule. */
export function createSteps(world: World, readers: Readers) {
  const { random, between, pick, time, trace } = world
  const purges: Purge[] = []
  const keyOf = new Map<number, string | undefined>()
  const anyProcess = () => pick(world.alive())
  const anyKey = () => (random() < 0.85 ? 'aa' : pick(KEYS))
  const anyReading = () => pick(readers.records.slice(-8))

  /** Runs in the process, or when it comes to; not at all when it is killed first. */
  const within = (process: SimProcess, action: () => void) => void process.process.after(0, action)

  const purge = (process: SimProcess, covers: Purge['covers'], work: () => Promise<void>) => {
    const own: Purge = { beganAt: time.now(), doneAt: undefined, covers }
    const attempt = async (left: number) => {
      try {
        await work()
        own.doneAt = time.now()
        trace(() => `${process.process.name} has purged`)
        purges.push(own)
      } catch {
        if (left === 0) return
        await process.process.clock.sleep(1_000)
        own.beganAt = time.now()
        await attempt(left - 1)
      }
    }
    void attempt(5)
  }
  const deliver = (identity: AnswerIdentity, left: number) => {
    const process = anyProcess()
    if (!process) return
    trace(() => `the queue hands fill ${identity.fill} to ${process.process.name}`)
    const work = () =>
      process.cache.work(identity).catch(() => {
        if (left > 0) time.after(5_000, () => deliver(identity, left - 1))
      })
    within(process, () => void work())
  }
  world.onEnqueue = (identity) => {
    if (random() < 0.15) return
    time.after(between(100, 5_000), () => deliver(identity, 3))
    if (random() < 0.2) time.after(between(100, 9_000), () => deliver(identity, 0))
  }

  const ask = (use: Parameters<Readers['ask']>[3] = {}, reader = pick(READERS), key = anyKey()) => {
    const process = anyProcess()
    within(process, () => readers.ask(process, key, reader, use))
  }

  const steps = {
    ask: () => ask(),
    askMany() {
      const key = anyKey()
      const count = 2 + Math.floor(random() * 4)
      for (let n = 0; n < count; n += 1) time.after(between(0, 30), () => ask({}, pick(READERS), key))
    },
    maxAge: () => ask({ maxAgeS: Math.floor(between(0, 8)) }, `choosy ${pick(READERS)}`),
    bypass: () => ask({ use: 'bypass' }, `choosy ${pick(READERS)}`),
    only: () => ask({ use: 'only' }),
    unstored: () => ask({ isUnstored: true }),
    defer: () => ask({ isQueued: true }),
    resume() {
      const of = anyReading()
      const process = anyProcess()
      if (of) within(process, () => readers.resume(process, of))
    },
    cancel() {
      const of = anyReading()
      const process = anyProcess()
      if (!of?.identity) return
      const { identity } = of
      const caller = random() < 0.7 ? of.reader : pick(READERS)
      within(process, () => {
        trace(() => `${caller} cancels fill ${identity.fill} at ${process.process.name}`)
        const told = (outcome: string) => trace(() => `cancelling ${identity.fill}: ${outcome}`)
        process.cache.cancel(identity, caller).then(told, () => undefined)
      })
    },
    purgeAnswer() {
      const key = anyKey()
      const process = anyProcess()
      within(process, () => {
        trace(() => `${process.process.name} purges ${key}`)
        const covers: Purge['covers'] = ({ run }) => keyOf.get(run) === key
        purge(process, covers, async () => void (await process.cache.purge({ scope: 'public', key })))
      })
    },
    purgeSource() {
      const source = pick(SOURCES)
      const process = anyProcess()
      const { clock } = process.process
      within(process, () => {
        trace(() => `${process.process.name} purges ${source}`)
        purge(
          process,
          (event) => event.source === source,
          async () => {
            await process.provenance.purge(source, { at: clock.now() })
            for (const dependent of await process.provenance.list(source)) {
              if (dependent.kind === 'answer') await process.cache.purge(dependent.address)
            }
          },
        )
      })
    },
    kill() {
      // Somebody has to be there to tell.
      const leaders = world
        .alive()
        .filter(({ cache }) => KEYS.some((key) => cache.readersOf({ scope: 'public', key })))
      const victim = pick(leaders.length > 0 && random() < 0.7 ? leaders : world.alive())
      trace(() => `${victim.process.name} is killed`)
      victim.process.kill()
      if (world.alive().length < 2 || random() < 0.6) world.addProcess()
    },
    pause() {
      const process = anyProcess()
      const ms = random() < 0.6 ? between(15_000, 45_000) : between(1_000, 12_000)
      trace(() => `${process.process.name} is paused for ${Math.round(ms)} ms`)
      process.process.pause(ms)
      world.hasPaused = true
      process.troubledAt = time.now() + ms
    },
    cut() {
      const ms = between(1_000, 14_000)
      const all = random() < 0.3 ? world.alive() : [anyProcess()]
      trace(() => `${all.map(({ process }) => process.name)} lose the store for ${Math.round(ms)} ms`)
      for (const process of all) {
        process.cutUntil = time.now() + ms
        process.troubledAt = time.now() + ms
      }
    },
    newDocuments() {
      world.version += 1
      if (random() < 0.5) world.passages = `p${world.version}`
      trace(() => `documents are at ${world.version}: ${world.passages}`)
    },
  }
  return { steps, purges, keyOf }
}
