import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { Reading } from '../../shared/answer/answers.ts'
import { assembleAnswer } from '../../shared/answer/assemble-answer.ts'
import type { Answer } from '../../shared/api/answer.ts'
import { IngotError } from '../../shared/errors.ts'
import type { AppDeps, AppEnv } from './app-deps.ts'
import { cacheStatus } from './cache-status.ts'
import { EVENT_STREAM_HEADERS, type EventStreamOptions, eventStream } from './event-stream.ts'
import { logFailure } from './problem.ts'
import { jsonReply, reply } from './reply.ts'

/** When a client that was sent away may look again. */
const COME_BACK_AFTER_S = 2

type ReplyDeps = Pick<AppDeps, 'answers' | 'clock' | 'count' | 'log'>

/** A reading as the client wants it: to be fetched later, a stream of events, or the whole answer as JSON. */
export async function readingReply(c: Context<AppEnv>, reading: Reading, deps: ReplyDeps): Promise<Response> {
  if (reading.isDeferred) return deferredReply(c, reading, deps)
  if (wantsEvents(c)) return eventsReply(c, reading, deps)
  const finished = reading.finished?.()
  if (finished) {
    const headers = { 'content-type': 'application/json', 'cache-status': cacheStatus(reading.cache) }
    return reply(c, finished.json, { headers, timing: finished.timing })
  }
  const answer = await readWhole(reading)
  return jsonReply(c, answer, {
    headers: { 'cache-status': cacheStatus(reading.cache) },
    timing: answer.timing,
  })
}

/** The reading to its end. Throws what the answer failed of. */
export async function readWhole({ events }: Reading): Promise<Answer> {
  const assembled = await assembleAnswer(events)
  if ('error' in assembled) {
    const { code, message, retryable } = assembled.error
    throw new IngotError(code, message, { retryable })
  }
  if (assembled.answer.status === 'running') {
    throw new IngotError('internal', 'The answer ended before it was complete.')
  }
  return assembled.answer
}

export function eventsReply(
  c: Context<AppEnv>,
  { events, cache }: Reading,
  { clock, count, log, tell }: ReplyDeps & Pick<EventStreamOptions, 'tell'>,
): Response {
  const requestId = c.get('requestId')
  const onFailure = (thrown: unknown) => {
    count?.('streams_cut')
    logFailure(log, thrown, requestId)
  }
  const headers = { ...EVENT_STREAM_HEADERS, 'cache-status': cacheStatus(cache) }
  const ending = c.env?.ending
  const options = { clock, onFailure, ...(tell && { tell }), ...(ending && { ending }) }
  return reply(c, eventStream(events, options), { headers })
}

/** RFC 7240: the answer is being made, and is read at its own address. */
async function deferredReply(
  c: Context<AppEnv>,
  { id, cache }: Reading,
  { answers }: ReplyDeps,
): Promise<Response> {
  const answer = await answers.get(id, c.get('caller'))
  return jsonReply(c, answer, {
    status: 202,
    headers: {
      location: `/v1/answers/${id}`,
      'retry-after': String(COME_BACK_AFTER_S),
      'preference-applied': 'respond-async',
      'cache-status': cacheStatus(cache),
    },
  })
}

const wantsEvents = (c: Context<AppEnv>): boolean =>
  (c.req.header('accept') ?? '').includes('event-stream') &&
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', 'text/event-stream'],
    default: 'application/json',
  }) === 'text/event-stream'
