import { readAwsSettings } from '../../shared/runtime/aws.ts'
import { createLog } from '../local/log.ts'
import { createBufferedHandler } from './buffered-handler.ts'
import { startApp } from './start-app.ts'

const log = createLog('info')

/** The Lambda entry of the routes that are answered in one piece. */
export const handler = createBufferedHandler({
  start: async () => startApp(await readAwsSettings(), log),
  log,
})
