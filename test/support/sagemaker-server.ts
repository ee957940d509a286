import { EventStreamCodec } from '@smithy/eventstream-codec'
import {
  type Script,
  type ScriptedReply,
  type ScriptedStep,
  startScriptedOpenAiServer,
} from './scripted-openai-server.ts'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
)
const frame = (headers: Record<string, string>, body: Uint8Array) =>
  codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: 'string' as const, value }]),
    ),
    body,
  })

/** What the container wrote, as SageMaker passes it on. */
export const partFrame = (bytes: string | Uint8Array) =>
  frame(
    {
      ':event-type': 'PayloadPart',
      ':content-type': 'application/octet-stream',
      ':message-type': 'event',
    },
    Buffer.from(bytes as Uint8Array),
  )

/** An error after HTTP 200: `ModelStreamError` or `InternalStreamFailure`. */
export const failureFrame = (type: string, body: object = { Message: 'vendor-secret' }) =>
  frame(
    { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' },
    Buffer.from(JSON.stringify(body)),
  )

/** What a container says, a part for each step; frames go as they are. */
export const fromContainer = ({ steps = [], ...reply }: ScriptedReply): ScriptedReply => ({
  ...reply,
  headers: {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-sagemaker-content-type': 'text/event-stream',
    'x-amzn-requestid': 'req-1',
    ...reply.headers,
  },
  steps: steps.map((step): ScriptedStep => {
    const isText = typeof step === 'string' && step !== 'cut' && step !== 'hang'
    return isText ? partFrame(step) : step
  }),
})

/** An error in place of an answer; its text says "vendor-secret". */
export const refusal = (
  status: number,
  name: string,
  more: object = {},
  headers: Record<string, string> = {},
): ScriptedReply => ({
  status,
  headers: {
    'content-type': 'application/json',
    'x-amzn-errortype': name,
    'x-amzn-requestid': 'req-1',
    ...headers,
  },
  steps: [JSON.stringify({ Message: 'vendor-secret', ...more })],
})

const UNSIGNED = refusal(403, 'MissingAuthenticationTokenException')

/** SageMaker's runtime on loopback; signed calls only. */
export async function startSageMakerServer(script: Script) {
  const server = await startScriptedOpenAiServer((request, index) => {
    const isSigned = request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ')
    if (!isSigned) return UNSIGNED
    return typeof script === 'function' ? script(request, index) : script
  })
  return Object.assign(server, { endpoint: server.baseUrl.replace('/v1', '') })
}
