import { toIngotError } from '../../shared/errors.ts'
import { startOnce } from '../../shared/lib/start-once.ts'
import type { Log } from '../http/app-deps.ts'
import { logFailure, problemOf } from '../http/problem.ts'
import { type ProxyEvent, toRequest } from './to-request.ts'

export type StartedApp = {
  fetch(request: Request): Response | Promise<Response>
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
    /** The app's reply; a problem where there is none. Never rejects. */
    async reply(event: ProxyEvent) {
      const { requestId } = event.requestContext
      const onFailure = (thrown: unknown) => logFailure(log, thrown, requestId)
      try {
        app = await started()
        return { response: await app.fetch(toRequest(event)), onFailure }
      } catch (thrown) {
        onFailure(thrown)
        const { body, ...head } = problemOf(toIngotError(thrown), requestId)
        return { response: new Response(body, head), onFailure }
      }
    },
    /** The sandbox is frozen when its handler returns: what goes on behind a reply has to end before. */
    async settled() {
      await app?.settled()
    },
  }
}
