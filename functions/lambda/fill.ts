import { readFillMessage } from '../../shared/lib/fill-message.ts'
import { buildAwsRuntime, readAwsSettings } from '../../shared/runtime/aws.ts'
import { createFunctionLog } from './function-log.ts'
import { createQueueHandler } from './queue-handler.ts'
import { reportTo } from './start-app.ts'

const log = createFunctionLog()

/** The Lambda entry of the queue of fills: those that nobody waits for. */
export const handler = createQueueHandler({
  start: async () => buildAwsRuntime(await readAwsSettings(), { report: reportTo(log) }),
  work: (runtime, body) => runtime.work(readFillMessage(body)),
  log,
})
