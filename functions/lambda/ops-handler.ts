import { toIngotError } from '../../shared/errors.ts'
import type { UploadWork } from '../../shared/ingest/ingest.ts'
import { withSignal } from '../../shared/lib/deadline.ts'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { Log } from '../http/app-deps.ts'
import { logFailure } from '../http/problem.ts'
import { type Invocation, withTimeLeft } from './invocation.ts'

type Runtime = { ingest: Pick<UploadWork, 'sweepUploads'>; settled(): Promise<void> }

/**
 * Does what a server does by itself once an hour. What there is no time for is done by the next; a failure ends
 * the invocation with an error, which the alarm counts, and no text of what failed.
 */
export function createOpsHandler({ start, log }: { start: () => Promise<Runtime>; log: Log }) {
  const started = startOnce(start)
  return (_event: unknown, invocation: Invocation): Promise<void> =>
    withTimeLeft(invocation, async ({ ending, over }) => {
      const sweep = async () => {
        const { ingest, settled } = await started()
        await ingest.sweepUploads({ signal: ending })
        await settled()
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
