import { afterAll, beforeAll, vi } from 'vitest'
import {
  failureFrame,
  fromContainer,
  partFrame,
  refusal,
  startSageMakerServer,
} from '../../support/sagemaker-server.ts'
import {
  DONE,
  deltaEvent,
  event,
  inPieces,
  type ScriptedReply,
  type ScriptedStep,
  usageEvent,
} from '../../support/scripted-openai-server.ts'
import { describeFaults } from './describe-faults.ts'
import { fails, failsAfterText, type Outcome, TEXT, WELL } from './outcome.ts'

const GOOD = [deltaEvent({ content: TEXT }), deltaEvent({}, 'stop'), usageEvent(100, 20), DONE]
const BEGUN = deltaEvent({ content: 'The lighthouse of ' })
const contains = (...steps: ScriptedStep[]) => fromContainer({ steps })
const NO_CAPACITY = 'Inference Component has no capacity to process this request.'

/** What an endpoint is documented to do, around a container that speaks chat completions. */
const FAULTS: readonly { name: string; reply: ScriptedReply; outcome: Outcome }[] = [
  {
    name: 'scaled-to-zero',
    reply: refusal(400, 'ValidationError', { Message: NO_CAPACITY }),
    outcome: fails('model_unavailable'),
  },
  { name: 'loading', reply: refusal(429, 'ModelNotReadyException'), outcome: fails('model_unavailable') },
  { name: 'throttled', reply: refusal(400, 'ThrottlingException'), outcome: fails('model_throttled') },
  { name: 'no-such-endpoint', reply: refusal(400, 'ValidationError'), outcome: fails('model_error') },
  {
    name: 'container-down',
    reply: refusal(424, 'ModelError', { OriginalStatusCode: 503 }),
    outcome: fails('model_unavailable'),
  },
  {
    name: 'container-refuses',
    reply: refusal(424, 'ModelError', { OriginalStatusCode: 400 }),
    outcome: fails('model_error'),
  },
  { name: 'no-part', reply: contains('hang'), outcome: fails('model_timeout') },
  { name: 'stall', reply: contains(BEGUN, 'hang'), outcome: failsAfterText('model_timeout') },
  { name: 'cut', reply: contains(BEGUN, 'cut'), outcome: failsAfterText('model_unavailable') },
  {
    name: 'cut-in-a-frame',
    reply: contains(BEGUN, partFrame(BEGUN).subarray(0, 30), 'cut'),
    outcome: failsAfterText('model_unavailable'),
  },
  {
    name: 'too-long-for-sagemaker',
    reply: contains(BEGUN, failureFrame('ModelStreamError', { ErrorCode: 'ModelInvocationTimeExceeded' })),
    outcome: failsAfterText('model_timeout'),
  },
  {
    name: 'failing-in-the-stream',
    reply: contains(BEGUN, failureFrame('InternalStreamFailure')),
    outcome: failsAfterText('model_unavailable'),
  },
  {
    name: 'out-of-memory-in-the-stream',
    reply: contains(BEGUN, event({ error: { message: 'CUDA out of memory' } })),
    outcome: failsAfterText('model_unavailable'),
  },
  { name: 'parts-in-pieces', reply: contains(...inPieces(GOOD, 3).map(partFrame)), outcome: WELL },
  { name: 'slow-first-token', reply: contains({ delayMs: 250 }, ...GOOD), outcome: WELL },
  {
    name: 'first-token-too-slow',
    reply: contains({ delayMs: 900 }, ...GOOD),
    outcome: fails('model_timeout'),
  },
  {
    name: 'keep-alives-and-no-word',
    reply: contains(...Array.from({ length: 60 }, () => [': ping\n\n', { delayMs: 50 }]).flat()),
    outcome: fails('model_timeout'),
  },
  {
    name: 'split-characters',
    reply: contains(
      ...inPieces([deltaEvent({ content: `${TEXT} 灯塔建于 1887 年 [1]。` }), ...GOOD.slice(1)], 3).map(
        partFrame,
      ),
    ),
    outcome: WELL,
  },
  {
    name: 'throttled-in-the-stream',
    reply: contains(BEGUN, event({ error: { code: 429, message: 'too many requests' } })),
    outcome: failsAfterText('model_throttled'),
  },
  {
    name: 'container-throttled',
    reply: refusal(424, 'ModelError', { OriginalStatusCode: 429 }),
    outcome: fails('model_throttled'),
  },
  { name: 'down', reply: refusal(503, 'ServiceUnavailable'), outcome: fails('model_unavailable') },
  { name: 'internal-failure', reply: refusal(500, 'InternalFailure'), outcome: fails('model_unavailable') },
  {
    name: 'malformed-json',
    reply: contains(BEGUN, event('{"choices": [{')),
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'ok-with-an-error',
    reply: contains(JSON.stringify({ object: 'error', message: 'overloaded', code: 503 })),
    outcome: fails('model_unavailable'),
  },
  {
    name: 'frame-that-does-not-add-up',
    reply: contains(
      BEGUN,
      partFrame(BEGUN).map((byte, at, { length }) => (at === length - 1 ? byte ^ 1 : byte)),
    ),
    outcome: failsAfterText('model_unavailable'),
  },
  {
    name: 'all-tokens-spent-on-thoughts',
    reply: contains(
      deltaEvent({ reasoning_content: 'Hm, hm.' }),
      deltaEvent({}, 'length'),
      usageEvent(100, 50, 50),
      DONE,
    ),
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'an-endless-stream',
    reply: contains(...Array.from({ length: 200 }, () => [BEGUN, { delayMs: 50 }]).flat()),
    outcome: failsAfterText('model_timeout'),
  },
  {
    name: 'one-sentence-without-end',
    reply: contains(...Array.from({ length: 1_000 }, () => deltaEvent({ content: `${TEXT} ` }))),
    outcome: failsAfterText('model_error'),
  },
  { name: 'nothing-at-all', reply: contains(), outcome: fails('model_error') },
  { name: 'no-end', reply: contains(deltaEvent({ content: TEXT })), outcome: failsAfterText('model_error') },
]

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})
afterAll(() => void vi.unstubAllEnvs())

describeFaults('sagemaker', FAULTS, async () => {
  const vendor = await startSageMakerServer(
    ({ path }) => FAULTS.find(({ name }) => path === `/endpoints/${name}/invocations-response-stream`)!.reply,
  )
  return {
    entryOf: (name) => ({
      adapter: 'sagemaker',
      model: 'r1-distill',
      endpoint_name: name,
      region: 'us-east-1',
      endpoint_url: vendor.endpoint,
    }),
    close: vendor.close,
  }
})
