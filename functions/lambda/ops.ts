import { buildAwsRuntime, readAwsSettings } from '../../shared/runtime/aws.ts'
import { createLog } from '../local/log.ts'
import { createOpsHandler } from './ops-handler.ts'
import { reportTo } from './start-app.ts'

const log = createLog('info')

/** The Lambda entry of the schedule. */
export const handler = createOpsHandler({
  start: async () => buildAwsRuntime(await readAwsSettings(), { report: reportTo(log) }),
  log,
})
