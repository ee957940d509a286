import type { Settings } from '../../shared/config/env.ts'
import { buildAwsRuntime } from '../../shared/runtime/aws.ts'
import type { Report } from '../../shared/runtime/build-runtime.ts'
import { createApp } from '../http/app.ts'
import type { Log } from '../http/app-deps.ts'
import { VERSION } from '../local/version.ts'
import type { StartedApp } from './sandbox-app.ts'

/** The app of one sandbox. */
export async function startApp(settings: Settings, log: Log): Promise<StartedApp> {
  const runtime = await buildAwsRuntime(settings, { report: reportTo(log) })
  const app = createApp({
    ...runtime,
    version: VERSION,
    bodyLimitBytes: settings.bodyLimitBytes,
    corsOrigins: settings.corsOrigins,
    // The reference's page is not in the bundle; `/openapi.json` is.
    assets: async () => undefined,
    log,
  })
  return { fetch: (request, time) => app.fetch(request, time), settled: runtime.settled }
}

/** A fill's failure, without its message, which may quote a question. */
export const reportTo =
  (log: Log): Report =>
  ({ code, cause }) =>
    log({ level: 'warn', event: 'fill-failed', code, cause: cause instanceof Error ? cause.name : null })
