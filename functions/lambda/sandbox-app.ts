import { toIngotError } from '../../shared/errors.ts'
import { withSignal } from '../../shared/lib/deadline.ts'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { Log } from '../http/app-deps.ts'
import { logFailure, problemOf } from '../http/problem.ts'
import type { TimeLeft } from './invocation.ts'
import { type ProxyEvent, toRequest } from './to-request.ts'

export type StartedApp = {
  /** Replies, and events within a reply, come to their end when `ending` aborts. */
  fetch(request: Request, time: Pick<TimeLeft, 'ending'>): Response | Promise<Response>
  /** Settles when nothing goes on in the background; never rejects. */
  settled(): Promise<void>
}

export type SandboxOptions = {
  /** Called by the first request of a sandbox; after a failure, again by the next. */
  start: () => Promise<StartedApp>
  log: Log
}

/** The app as one sandbox has it: started by its first request. */
export function createSandboxApp({ start, log }: SandboxOptions) {
  const started = startOnce(start)
  let app: StartedApp | undefined
  return {
    /** The app's reply; a problem where there is none, or none in time. Never rejects. */
    async reply(event: ProxyEvent, { ending }: TimeLeft) {
      const { requestId } = event.requestContext
      const onFailure = (thrown: unknown) => logFailure(log, thrown, requestId)
      try {
        const replied = async () => {
          app = await started()
          return app.fetch(toRequest(event, ending), { ending })
        }
        return { response: await withSignal(replied(), ending), onFailure }
      } catch (thrown) {
        onFailure(thrown)
        const { body, ...head } = problemOf(toIngotError(thrown), requestId)
        return { response: new Response(body, head), onFailure }
      }
    },
    /**
     * The sandbox is frozen when its handler returns: what goes on behind a reply has to end before. What does
     * not end in time goes on frozen, and others take it over meanwhile.
     */
    async settled({ over }: TimeLeft) {
      if (app) await withSignal(app.settled(), over).catch(() => undefined)
    },
  }
}
