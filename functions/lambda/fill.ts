import { buildAwsRuntime, readAwsSettings } from '../../shared/runtime/aws.ts'
import { createLog } from '../local/log.ts'
import { createFillHandler } from './fill-handler.ts'
import { reportTo } from './start-app.ts'

const log = createLog('info')

/** The Lambda entry of the queue: fills that nobody waits for. */
export const handler = createFillHandler({
  start: async () => buildAwsRuntime(await readAwsSettings(), { report: reportTo(log) }),
  log,
})
