import type { Writable } from 'node:stream'
import { readAwsSettings } from '../../shared/runtime/aws.ts'
import { createFunctionLog } from './function-log.ts'
import type { Invocation } from './invocation.ts'
import { startApp } from './start-app.ts'
import { createStreamHandler, type StreamHandlerOptions } from './stream-handler.ts'
import type { ProxyEvent } from './to-request.ts'

type Handler = (event: ProxyEvent, stream: Writable, invocation: Invocation) => Promise<void>

/** Lambda's runtime sets it, so this module loads nowhere else. */
declare const awslambda: {
  streamifyResponse(handler: Handler): Handler
  HttpResponseStream: { from: StreamHandlerOptions['withPrelude'] }
}

const log = createFunctionLog()

/** The Lambda entry: every route of the API, streamed. */
export const handler = awslambda.streamifyResponse(
  createStreamHandler({
    start: async () => startApp(await readAwsSettings(), log),
    withPrelude: (stream, prelude) => awslambda.HttpResponseStream.from(stream, prelude),
    log,
  }),
)
