import { IngotError } from '../../shared/errors.ts'

/** What is read of the context that Lambda hands a handler beside the event. */
export type Invocation = { getRemainingTimeInMillis(): number }

/** Before Lambda stops the function: time for the last event to arrive, and for what goes on behind the reply. */
const LAST_WORDS_MS = 3_000
const LAST_MS = 1_000

export type TimeLeft = {
  /** Aborts with `deadline_exceeded` when a reply has to come to its end. */
  ending: AbortSignal
  /** Aborts with it when the handler has to return, whatever is not done. */
  over: AbortSignal
}

/** Hands the work the time that the function has left. A function that is stopped answers nobody, and starts anew. */
export async function withTimeLeft<Outcome>(
  invocation: Invocation,
  work: (time: TimeLeft) => Promise<Outcome>,
): Promise<Outcome> {
  const leftMs = invocation.getRemainingTimeInMillis()
  const timers: NodeJS.Timeout[] = []
  const signalBefore = (ms: number) => {
    const controller = new AbortController()
    const stop = () => controller.abort(new IngotError('deadline_exceeded', LATE))
    timers.push(setTimeout(stop, Math.max(0, leftMs - ms)))
    return controller.signal
  }
  try {
    return await work({ ending: signalBefore(LAST_WORDS_MS), over: signalBefore(LAST_MS) })
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}
const LATE = 'This reply may take no longer. The answer, if it has begun, goes on: read on by its id.'
