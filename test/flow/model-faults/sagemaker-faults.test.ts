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
