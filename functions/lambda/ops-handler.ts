import { toIngotError } from '../../shared/errors.ts'
import { withSignal } from '../../shared/lib/deadline.ts'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { Log } from '../http/app-deps.ts'
import { logFailure } from '../http/problem.ts'
import { type Invocation, withTimeLeft } from './invocation.ts'

type Runtime = { sweep(options: { signal: AbortSignal }): Promise<void>; settled(): Promise<void> }

/**
 * Does what a server does by itself once an hour. What there is no time for is done by the next; a failure ends
 * the invocation with an error, which the alarm counts, and no text of what failed.
 */
export function createOpsHandler({ start, log }: { start: () => Promise<Runtime>; log: Log }) {
  const started = startOnce(start)
  return (_event: unknown, invocation: Invocation): Promise<void> =>
    withTimeLeft(invocation, async ({ ending, over }) => {
      const sweep = async () => {
        const runtime = await started()
        await runtime.sweep({ signal: ending })
        await runtime.settled()
      }
      try {
        await withSignal(sweep(), over)
        log({ level: 'info', event: 'swept' })
      } catch (thrown) {
        logFailure(log, thrown, 'ops')
        throw new Error(`The sweep failed: ${toIngotError(thrown).code}.`)
      }
    })
}
