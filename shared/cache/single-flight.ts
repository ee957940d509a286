import { withSignal } from '../lib/deadline.ts'
import type { Clock } from '../ports/clock.ts'

/** A flight that began longer ago may bring what was purged since (docs/log-protocol.md, "Purge"). */
const JOINED_FOR_MS = 5_000

/** What a flight brings. The next caller still joins it until what it brought is stored. */
export type Landing<Value> = { value: Value; stored?: Promise<void> }

export type FlightOptions<Value> = {
  /** Aborts when no caller is left who waits. */
  signal: AbortSignal
  /** Gives callers whose time runs out this value instead of their timeout. */
  offer: (value: Value) => void
}

type Flight<Value> = {
  startedAt: number
  landing: Promise<Landing<Value>>
  /** Callers who wait. */
  waiting: number
  stop: AbortController
  offered?: Landing<Value>
}

export const isTimeout = (reason: unknown): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError'

/** Work that several callers of one process want at the same time is done once; each may leave on their own. */
export function createSingleFlight<Value>({ clock }: { clock: Pick<Clock, 'now'> }) {
  type Start = (options: FlightOptions<Value>) => Promise<Landing<Value>>
  const flights = new Map<string, Flight<Value>>()

  const forget = (key: string, flight: Flight<Value>) => {
    if (flights.get(key) === flight) flights.delete(key)
  }

  const launch = (key: string, start: Start): Flight<Value> => {
    const stop = new AbortController()
    const offer = (value: Value) => {
      flight.offered = { value }
    }
    // It may offer only once it is here to take the offer.
    const landing = Promise.resolve().then(() => start({ signal: stop.signal, offer }))
    const flight: Flight<Value> = { startedAt: clock.now(), landing, waiting: 0, stop }
    flights.set(key, flight)
    landing
      .then(({ stored }) => stored)
      .catch(() => undefined)
      .finally(() => forget(key, flight))
    return flight
  }

  const join = (key: string, start: Start): Flight<Value> => {
    const flight = flights.get(key)
    const isYoung = flight !== undefined && clock.now() - flight.startedAt < JOINED_FOR_MS
    return isYoung ? flight : launch(key, start)
  }

  const leave = (key: string, flight: Flight<Value>, signal: AbortSignal) => {
    flight.waiting -= 1
    if (flight.waiting > 0 || !signal.aborted) return
    forget(key, flight)
    flight.stop.abort(signal.reason)
  }

  return {
    /** The value of the flight under this key, started by this call if there is none to join. */
    async run(key: string, { signal }: { signal: AbortSignal }, start: Start): Promise<Value> {
      signal.throwIfAborted()
      const flight = join(key, start)
      flight.waiting += 1
      try {
        return (await withSignal(flight.landing, signal)).value
      } catch (thrown) {
        const isLate = thrown === signal.reason && isTimeout(thrown)
        if (isLate && flight.offered) return flight.offered.value
        throw thrown
      } finally {
        leave(key, flight, signal)
      }
    },
  }
}
