import { readAwsSettings } from '../../shared/runtime/aws.ts'
import { createBufferedHandler } from './buffered-handler.ts'
import { createFunctionLog } from './function-log.ts'
import { startApp } from './start-app.ts'

const log = createFunctionLog()

/** The Lambda entry of the routes that are answered in one piece. */
export const handler = createBufferedHandler({
  start: async () => startApp(await readAwsSettings(), log),
  log,
})
