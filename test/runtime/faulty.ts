import type { Writable } from 'node:stream'
import type { Invocation } from '../../functions/lambda/invocation.ts'
import { createStreamHandler, type StreamHandlerOptions } from '../../functions/lambda/stream-handler.ts'
import type { ProxyEvent } from '../../functions/lambda/to-request.ts'

type Handler = (event: ProxyEvent, stream: Writable, invocation: Invocation) => Promise<void>

declare const awslambda: {
  streamifyResponse(handler: Handler): Handler
  HttpResponseStream: { from: StreamHandlerOptions['withPrelude'] }
}

/** An app of which one body breaks in the middle. */
async function fetch(request: Request): Promise<Response> {
  if (new URL(request.url).pathname !== '/breaks') return new Response('whole')
  let pulls = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulls += 1
      if (pulls > 1) throw new Error('what was the question')
      controller.enqueue(Buffer.from('before'))
    },
  })
  return new Response(body)
}

export const handler = awslambda.streamifyResponse(
  createStreamHandler({
    start: async () => ({ fetch, settled: async () => undefined }),
    withPrelude: (stream, prelude) => awslambda.HttpResponseStream.from(stream, prelude),
    log: ({ event }) => void process.stderr.write(`${event}\n`),
  }),
)
