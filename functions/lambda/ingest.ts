import { buildAwsRuntime, readAwsSettings } from '../../shared/runtime/aws.ts'
import { createFunctionLog } from './function-log.ts'
import { createQueueHandler } from './queue-handler.ts'
import { reportTo } from './start-app.ts'
import { uploadedKeyOf } from './uploaded-key.ts'

const log = createFunctionLog()

/** The Lambda entry of the queue of uploads: files that have come to be made documents of. */
export const handler = createQueueHandler({
  start: async () => buildAwsRuntime(await readAwsSettings(), { report: reportTo(log) }),
  work: (runtime, body) => runtime.ingest.processUpload({ key: uploadedKeyOf(body) }),
  log,
})
