import { IngotError } from '../../../shared/errors.ts'
import type { VirtualProcess, VirtualTime } from '../../support/virtual-time.ts'

/** How a store fails one process, as shares of its calls. */
export type FaultRates = {
  /** Refused before it has any effect. */
  refused: number
  /** Done, but the reply says that it failed. */
  lost: number
  /** Delivered twice; the reply is that of the second delivery. */
  twice: number
  /** Delivered a second time after the reply. */
  late: number
}
export const NO_FAULTS: FaultRates = { refused: 0, lost: 0, twice: 0, late: 0 }

export type Network = {
  time: VirtualTime
  random: () => number
  rates: FaultRates
  /** Whether the process cannot reach the store now. */
  isCut: (process: VirtualProcess) => boolean
  /** A call of the process has failed, or took long. */
  onTrouble: (process: VirtualProcess) => void
}

const SLOW_SHARE = 0.03

/**
 * A store as one process sees it over a network: every call takes a while each way, and may fail before or
 * after its effect or be delivered twice. What was sent has its effect though its sender be dead by then.
 */
export function createFaultyStore<Store extends object>(
  store: Store,
  process: VirtualProcess,
  network: Network,
): Store {
  const { time, random, rates } = network
  const latency = () => (random() < SLOW_SHARE ? 100 + random() * 1_100 : 1 + random() * 15)
  const unavailable = () => new IngotError('store_unavailable', 'The store cannot be reached now.')

  const pickFault = (): keyof FaultRates | 'none' => {
    let rest = random()
    for (const [name, rate] of Object.entries(rates)) {
      if (rest < rate) return name as keyof FaultRates
      rest -= rate
    }
    return 'none'
  }
  const send = <Outcome>(effect: () => Promise<Outcome>): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      if (network.isCut(process)) {
        network.onTrouble(process)
        process.after(20 + random() * 2_000, () => reject(unavailable()))
        return
      }
      const fault = pickFault()
      const [there, back] = [latency(), latency()]
      if (fault === 'refused' || fault === 'lost' || there + back > 500) network.onTrouble(process)
      const fail = () => void process.after(back, () => reject(unavailable()))
      const reply = (outcome: Outcome) => void process.after(back, () => resolve(outcome))
      const again = (ms: number, then: (outcome: Outcome) => void) =>
        void time.after(ms, () => {
          if (fault === 'late') network.onTrouble(process)
          void effect().then(then)
        })
      const deliver = async () => {
        if (fault === 'refused') return fail()
        answerWith(await effect())
        if (fault === 'late') again(back + random() * 3_000, () => undefined)
      }
      const answerWith = (outcome: Outcome) => {
        if (fault === 'lost') fail()
        else if (fault === 'twice') again(latency(), reply)
        else reply(outcome)
      }
      time.after(there, () => void deliver().catch((thrown) => process.after(back, () => reject(thrown))))
    })

  const calls = Object.entries(store).map(([name, call]) => [
    name,
    (...words: unknown[]) => send(async () => (call as (...words: unknown[]) => Promise<unknown>)(...words)),
  ])
  return Object.fromEntries(calls) as Store
}
