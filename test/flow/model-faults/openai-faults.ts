import { gzipSync } from 'node:zlib'
import type { ScriptedReply } from '../../support/scripted-openai-server.ts'
import { DONE, deltaEvent, event, inPieces, usageEvent } from '../../support/scripted-openai-server.ts'
import { fails, failsAfterText, type Outcome, TEXT, WELL } from './outcome.ts'

type Fault = { name: string; reply: ScriptedReply; outcome: Outcome }

const text = (content: string) => deltaEvent({ content })
export const GOOD = [text(TEXT), deltaEvent({}, 'stop'), usageEvent(100, 20), DONE]
const json = (status: number, error: object, headers: Record<string, string> = {}): ScriptedReply => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  steps: [JSON.stringify({ error })],
})

/** What servers that speak OpenAI's wire have been seen to do wrong; the idle timeout of the models is 0.4 s. */
export const OPENAI_FAULTS: readonly Fault[] = [
  { name: 'no-byte-for-too-long', reply: { steps: ['hang'] }, outcome: fails('model_timeout') },
  { name: 'slow-first-token', reply: { steps: [{ delayMs: 250 }, ...GOOD] }, outcome: WELL },
  {
    name: 'first-token-too-slow',
    reply: { steps: [{ delayMs: 900 }, ...GOOD] },
    outcome: fails('model_timeout'),
  },
  {
    name: 'stall-between-tokens',
    reply: { steps: [text('The lighthouse of '), 'hang'] },
    outcome: failsAfterText('model_timeout'),
  },
  {
    name: 'cut-between-events',
    reply: { steps: [text('The lighthouse of '), 'cut'] },
    outcome: failsAfterText('model_unavailable'),
  },
  {
    name: 'cut-in-an-event',
    reply: { steps: [text('The lighthouse of '), text('Skarv').slice(0, 40), 'cut'] },
    outcome: failsAfterText('model_unavailable'),
  },
  { name: 'cut-before-a-token', reply: { steps: ['cut'] }, outcome: fails('model_unavailable') },
  {
    name: 'split-characters',
    reply: { steps: inPieces([text(`${TEXT} 灯塔建于 1887 年 [1]。`), ...GOOD.slice(1)], 3) },
    outcome: WELL,
  },
  {
    name: 'throttled-with-a-time',
    reply: json(429, { message: 'slow down' }, { 'retry-after': '7' }),
    outcome: fails('model_throttled'),
  },
  { name: 'throttled', reply: json(429, { message: 'slow down' }), outcome: fails('model_throttled') },
  {
    name: 'throttled-in-the-stream',
    reply: { steps: [text('The light'), event({ error: { code: 429, message: 'rate limit' } })] },
    outcome: failsAfterText('model_throttled'),
  },
  {
    name: 'failing-in-the-stream',
    reply: { steps: [text('The light'), event({ error: { message: 'CUDA out of memory' } })] },
    outcome: failsAfterText('model_unavailable'),
  },
  { name: 'internal-error', reply: json(500, { message: 'oops' }), outcome: fails('model_unavailable') },
  { name: 'down', reply: json(503, { message: 'loading model' }), outcome: fails('model_unavailable') },
  { name: 'wrong-key', reply: json(401, { message: 'invalid key' }), outcome: fails('model_error') },
  { name: 'no-such-model', reply: json(404, { message: 'no such model' }), outcome: fails('model_error') },
  { name: 'prompt-too-long', reply: json(400, { message: 'context length' }), outcome: fails('model_error') },
  {
    name: 'timed-out-at-the-vendor',
    reply: json(408, { message: 'timeout' }),
    outcome: fails('model_timeout'),
  },
  {
    name: 'ok-with-an-error',
    reply: json(200, { message: 'overloaded', code: 503 }),
    outcome: fails('model_unavailable'),
  },
  {
    name: 'ok-with-a-web-page',
    reply: { headers: { 'content-type': 'text/html' }, steps: ['<html>Sign in</html>'] },
    outcome: fails('model_error'),
  },
  {
    name: 'a-redirect',
    reply: { status: 302, headers: { location: 'http://127.0.0.1:1/' } },
    outcome: fails('model_error'),
  },
  { name: 'malformed-json', reply: { steps: [event('{"choices": [{')] }, outcome: fails('model_error') },
  {
    name: 'malformed-json-after-text',
    reply: { steps: [text('The light'), event('{"choices": [{')] },
    outcome: failsAfterText('model_error'),
  },
  { name: 'no-text-at-all', reply: { steps: GOOD.slice(1) }, outcome: fails('model_error') },
  {
    name: 'all-tokens-spent-on-thoughts',
    reply: {
      steps: [
        deltaEvent({ reasoning_content: 'Hm, hm.' }),
        deltaEvent({}, 'length'),
        usageEvent(100, 50, 50),
        DONE,
      ],
    },
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'cut-short-by-its-limit',
    reply: {
      steps: [text('The lighthouse of Skarv was built in 1887 [1]. It'), deltaEvent({}, 'length'), DONE],
    },
    outcome: { ...WELL, warning: 'synopsis_cut' },
  },
  {
    name: 'an-endless-stream',
    reply: { steps: Array.from({ length: 200 }, () => [text('on and on '), { delayMs: 50 }]).flat() },
    outcome: failsAfterText('model_timeout'),
  },
  {
    name: 'an-endless-line',
    reply: { steps: Array.from({ length: 1_200 }, () => 'x'.repeat(1_000)) },
    outcome: fails('model_error'),
  },
  {
    name: 'keep-alives-and-no-word',
    reply: { steps: Array.from({ length: 60 }, () => [': ping\n\n', { delayMs: 50 }]).flat() },
    outcome: fails('model_timeout'),
  },
  {
    name: 'keep-alives-in-the-place-of-words',
    reply: {
      steps: [text('The light'), ...Array.from({ length: 60 }, () => [': ping\n\n', { delayMs: 50 }]).flat()],
    },
    outcome: failsAfterText('model_timeout'),
  },
  {
    name: 'empty-deltas-for-ever',
    reply: { steps: Array.from({ length: 60 }, () => [text(''), { delayMs: 50 }]).flat() },
    outcome: fails('model_timeout'),
  },
  {
    name: 'one-sentence-without-end',
    reply: { steps: Array.from({ length: 1_000 }, () => text(`${TEXT} `)) },
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'thoughts-without-end',
    reply: {
      steps: Array.from({ length: 100 }, () => deltaEvent({ reasoning_content: 'Hm, wait. '.repeat(50) })),
    },
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'a-delta-of-megabytes',
    reply: { steps: [text('x'.repeat(3_000_000)), ...GOOD] },
    outcome: fails('model_error'),
  },
  {
    name: 'a-delta-beyond-its-limit',
    reply: { steps: [text('word '.repeat(100_000)), ...GOOD] },
    outcome: fails('model_error'),
  },
  {
    name: 'characters-that-are-none',
    reply: { steps: [text(`${TEXT} It stands \u0000on \ud800a rock.`), ...GOOD.slice(1)] },
    outcome: WELL,
  },
  {
    name: 'throttled-until-a-date',
    reply: json(
      429,
      { message: 'slow down' },
      { 'retry-after': new Date(Date.now() + 60_000).toUTCString() },
    ),
    outcome: fails('model_throttled'),
  },
  { name: 'nothing-at-all', reply: {}, outcome: fails('model_error') },
  {
    name: 'a-web-page-that-says-it-is-a-stream',
    reply: { steps: ['<!doctype html>\n<html>\nSign in\n</html>\n'] },
    outcome: fails('model_error'),
  },
  {
    name: 'compressed-unasked',
    reply: { headers: { 'content-encoding': 'gzip' }, steps: [gzipSync(GOOD.join(''))] },
    outcome: fails('model_error'),
  },
  {
    name: 'a-source-that-there-is-not',
    reply: { steps: [text(TEXT.replace('[1]', '[1][999][0][12]')), ...GOOD.slice(1)] },
    outcome: WELL,
  },
  {
    name: 'a-flood-of-markers',
    reply: { steps: [text(`${TEXT} `), text('[1]'.repeat(5_000)), ...GOOD.slice(1)] },
    outcome: WELL,
  },
  { name: 'no-end', reply: { steps: [text(TEXT)] }, outcome: failsAfterText('model_error') },
  {
    name: 'an-end-nobody-knows',
    reply: { steps: [text('The light'), deltaEvent({}, 'tool_calls'), DONE] },
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'stopped-by-a-filter',
    reply: { steps: [text('The light'), deltaEvent({}, 'content_filter'), DONE] },
    outcome: failsAfterText('model_error'),
  },
  {
    name: 'usage-that-is-none',
    reply: {
      steps: [text(TEXT), deltaEvent({}, 'stop'), event({ choices: [], usage: { prompt_tokens: -1 } }), DONE],
    },
    outcome: WELL,
  },
]
