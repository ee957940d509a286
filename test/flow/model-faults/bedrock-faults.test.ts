import { afterAll, beforeAll, vi } from 'vitest'
import { errorFrame, eventFrame, exceptionFrame, inPieces } from '../../support/bedrock-frames.ts'
import {
  type BedrockReply,
  type BedrockStep,
  errorReply,
  startBedrockServer,
} from '../../support/bedrock-server.ts'
import { describeFaults } from './describe-faults.ts'
import { fails, failsAfterText, type Outcome, TEXT, WELL } from './outcome.ts'

const delta = (delta: object) => eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta })
const text = (content: string) => delta({ text: content })
const stop = (stopReason: string) => eventFrame('messageStop', { stopReason })
const usage = (outputTokens: number) =>
  eventFrame('metadata', { usage: { inputTokens: 100, outputTokens, totalTokens: 100 + outputTokens } })
const GOOD = [text(TEXT), stop('end_turn'), usage(20)]
const BEGUN = text('The lighthouse of ')
const steps = (...given: BedrockStep[]): BedrockReply => ({ steps: given })
const broken = (frame: Uint8Array) => frame.map((byte, at) => (at === frame.length - 1 ? byte ^ 1 : byte))

/** What Bedrock is documented to do, or was seen to do; the idle timeout of the models is 0.4 s. */
const FAULTS: readonly { name: string; reply: BedrockReply; outcome: Outcome }[] = [
  { name: 'no-status-line', reply: { isSilent: true }, outcome: fails('model_timeout') },
  { name: 'no-event', reply: steps('hang'), outcome: fails('model_timeout') },
  { name: 'slow-first-token', reply: steps({ delayMs: 250 }, ...GOOD), outcome: WELL },
  { name: 'stall', reply: steps(BEGUN, 'hang'), outcome: failsAfterText('model_timeout') },
  { name: 'cut', reply: steps(BEGUN, 'cut'), outcome: failsAfterText('model_unavailable') },
  { name: 'reset', reply: steps(BEGUN, 'reset'), outcome: failsAfterText('model_unavailable') },
  {
    name: 'cut-in-a-frame',
    reply: steps(BEGUN, text('Skarv').subarray(0, 30), 'cut'),
    outcome: failsAfterText('model_unavailable'),
  },
  { name: 'frames-in-pieces', reply: steps(...inPieces(GOOD, 3)), outcome: WELL },
  {
    name: 'frame-that-does-not-add-up',
    reply: steps(BEGUN, broken(text('Skarv'))),
    outcome: failsAfterText('model_unavailable'),
  },
  { name: 'throttled', reply: errorReply(429, 'ThrottlingException'), outcome: fails('model_throttled') },
  {
    name: 'throttled-in-the-stream',
    reply: steps(BEGUN, exceptionFrame('throttlingException')),
    outcome: failsAfterText('model_throttled'),
  },
  {
    name: 'throttled-before-a-token',
    reply: steps(exceptionFrame('throttlingException')),
    outcome: fails('model_throttled'),
  },
  {
    name: 'failing-in-the-stream',
    reply: steps(BEGUN, exceptionFrame('modelStreamErrorException')),
    outcome: failsAfterText('model_unavailable'),
  },
  {
    name: 'error-nobody-knows-in-the-stream',
    reply: steps(BEGUN, errorFrame('NewlyInvented')),
    outcome: failsAfterText('model_unavailable'),
  },
  {
    name: 'quota-of-the-day',
    reply: errorReply(400, 'ServiceQuotaExceededException'),
    outcome: fails('model_throttled'),
  },
  { name: 'starting', reply: errorReply(429, 'ModelNotReadyException'), outcome: fails('model_unavailable') },
  {
    name: 'down',
    reply: errorReply(503, 'ServiceUnavailableException'),
    outcome: fails('model_unavailable'),
  },
  { name: 'model-timeout', reply: errorReply(408, 'ModelTimeoutException'), outcome: fails('model_timeout') },
  { name: 'no-access', reply: errorReply(403, 'AccessDeniedException'), outcome: fails('model_error') },
  { name: 'bad-request', reply: errorReply(400, 'ValidationException'), outcome: fails('model_error') },
  {
    name: 'html',
    reply: { headers: { 'content-type': 'text/html' }, steps: ['<h1>Welcome</h1>'] },
    outcome: fails('model_error'),
  },
  { name: 'no-text', reply: steps(stop('end_turn'), usage(0)), outcome: fails('model_error') },
  {
    name: 'all-thought',
    reply: steps(delta({ reasoningContent: { text: 'Hm.' } }), stop('max_tokens'), usage(50)),
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'guardrail',
    reply: steps(BEGUN, stop('guardrail_intervened'), usage(5)),
    outcome: failsAfterText('model_error'),
  },
  { name: 'first-token-too-slow', reply: steps({ delayMs: 900 }, ...GOOD), outcome: fails('model_timeout') },
  {
    name: 'split-characters',
    reply: steps(...inPieces([text(`${TEXT} 灯塔建于 1887 年 [1]。`), ...GOOD.slice(1)], 3)),
    outcome: WELL,
  },
  { name: 'cut-before-a-token', reply: steps('cut'), outcome: fails('model_unavailable') },
  {
    name: 'malformed-json',
    reply: steps(BEGUN, eventFrame('contentBlockDelta', '{"delta": {')),
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'out-of-time-in-the-stream',
    reply: steps(BEGUN, exceptionFrame('modelTimeoutException')),
    outcome: failsAfterText('model_timeout'),
  },
  {
    name: 'failing-behind-the-stop-reason',
    reply: steps(text(TEXT), stop('end_turn'), exceptionFrame('internalServerException')),
    outcome: failsAfterText('model_unavailable'),
  },
  {
    name: 'throttled-until-a-date',
    reply: errorReply(429, 'ThrottlingException', {
      'retry-after': new Date(Date.now() + 60_000).toUTCString(),
    }),
    outcome: fails('model_throttled'),
  },
  {
    name: 'a-filter',
    reply: steps(BEGUN, stop('content_filtered'), usage(5)),
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'an-end-nobody-knows',
    reply: steps(BEGUN, stop('tool_use'), usage(5)),
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'only-redacted-thoughts',
    reply: steps(delta({ reasoningContent: { redactedContent: 'AAEC' } }), stop('max_tokens'), usage(50)),
    outcome: fails('model_error'),
  },
  {
    name: 'an-endless-stream',
    reply: steps(...Array.from({ length: 200 }, () => [BEGUN, { delayMs: 50 }]).flat()),
    outcome: failsAfterText('model_timeout'),
  },
  {
    name: 'one-sentence-without-end',
    reply: steps(...Array.from({ length: 1_000 }, () => text(`${TEXT} `))),
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'a-delta-of-megabytes',
    reply: steps(text('word '.repeat(600_000)), ...GOOD),
    outcome: fails('model_error'),
  },
  { name: 'nothing-at-all', reply: steps(), outcome: fails('model_error') },
  { name: 'no-end', reply: steps(text(TEXT)), outcome: failsAfterText('model_error') },
  {
    name: 'cut-short-by-its-limit',
    reply: steps(text(`${TEXT} It`), stop('max_tokens'), usage(50)),
    outcome: { ...WELL, warning: 'synopsis_cut' },
  },
]

beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
})
afterAll(() => void vi.unstubAllEnvs())

describeFaults('bedrock', FAULTS, async () => {
  const vendor = await startBedrockServer(({ model }) => FAULTS.find(({ name }) => name === model)!.reply)
  return {
    entryOf: (name) => ({
      adapter: 'bedrock',
      model: name,
      region: 'us-east-1',
      endpoint_url: vendor.endpoint,
    }),
    close: vendor.close,
  }
})
