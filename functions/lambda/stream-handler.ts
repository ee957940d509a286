import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { withSignal } from '../../shared/lib/deadline.ts'
import { type Invocation, type TimeLeft, withTimeLeft } from './invocation.ts'
import { createSandboxApp, type SandboxOptions } from './sandbox-app.ts'
import type { ProxyEvent } from './to-request.ts'

/** What API Gateway reads before the body: JSON, then eight NUL bytes, which `withPrelude` writes. */
export type Prelude = { statusCode: number; headers: Record<string, string>; cookies: string[] }

export type StreamHandlerOptions = SandboxOptions & {
  /** `awslambda.HttpResponseStream.from`: its prelude goes out with the first write. */
  withPrelude: (stream: Writable, prelude: Prelude) => Writable
}

/**
 * Streams the app's replies. In place of Hono's `streamHandle`, which is deprecated, lets a stream that
 * errors end the process, writes a reply without a prelude when a request cannot be read, and logs
 * exceptions, which may quote a question. Ends before Lambda ends it, and never rejects.
 */
export function createStreamHandler({ start, withPrelude, log }: StreamHandlerOptions) {
  const app = createSandboxApp({ start, log })
  return (event: ProxyEvent, stream: Writable, invocation: Invocation): Promise<void> =>
    withTimeLeft(invocation, async (time) => {
      const { response, onFailure } = await app.reply(event, time)
      await send(response, withPrelude(stream, preludeOf(response)), { ...time, onFailure })
      await app.settled(time)
    })
}

/** Of one connection, RFC 9110 section 7.6.1: API Gateway has its own. Cookies have their own place. */
const LEFT_OUT = new Set(['connection', 'keep-alive', 'transfer-encoding', 'set-cookie'])

function preludeOf({ status, headers }: Response): Prelude {
  return {
    statusCode: status,
    headers: Object.fromEntries([...headers].filter(([name]) => !LEFT_OUT.has(name))),
    cookies: headers.getSetCookie(),
  }
}

type SendOptions = Pick<TimeLeft, 'over'> & { onFailure: (thrown: unknown) => void }

async function send({ body }: Response, stream: Writable, options: SendOptions) {
  try {
    // Empty: sends the prelude at once, also when no byte of a body follows.
    stream.write('')
    await pipeline(bytesOf(body, options), stream)
  } catch (thrown) {
    options.onFailure(thrown)
  }
}

/** Ends early, and without an error, when the body fails: an error would end the whole process. */
async function* bytesOf(body: ReadableStream<Uint8Array> | null, { over, onFailure }: SendOptions) {
  const reader = body?.getReader()
  const read = async () => reader && (await withSignal(reader.read(), over))
  try {
    for (let step = await read(); step?.value; step = await read()) yield step.value
  } catch (thrown) {
    onFailure(thrown)
  } finally {
    await reader?.cancel().catch(() => undefined)
  }
}
