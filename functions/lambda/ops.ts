import { buildAwsRuntime, readAwsSettings } from '../../shared/runtime/aws.ts'
import { createFunctionLog } from './function-log.ts'
import { createOpsHandler } from './ops-handler.ts'
import { reportTo } from './start-app.ts'

const log = createFunctionLog()

/** The Lambda entry of the schedule. */
export const handler = createOpsHandler({
  start: async () => buildAwsRuntime(await readAwsSettings(), { report: reportTo(log) }),
  log,
})
