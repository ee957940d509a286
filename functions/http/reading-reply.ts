import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import type { Reading } from '../../shared/answer/answers.ts'
import { assembleAnswer } from '../../shared/answer/assemble-answer.ts'
import { IngotError } from '../../shared/errors.ts'
import type { AppDeps, AppEnv } from './app-deps.ts'
import { eventStream } from './event-stream.ts'
import { logFailure } from './problem.ts'

/** A reading as the client wants it: a stream of events, or the whole answer as JSON. */
export async function readingReply(
  c: Context<AppEnv>,
  { events }: Reading,
  { clock, log }: Pick<AppDeps, 'clock' | 'log'>,
): Promise<Response> {
  if (wantsEvents(c)) {
    const requestId = c.get('requestId')
    return eventStream(events, { clock, onFailure: (thrown) => logFailure(log, thrown, requestId) })
  }
  const assembled = await assembleAnswer(events)
  if ('error' in assembled) {
    const { code, message, retryable } = assembled.error
    throw new IngotError(code, message, { retryable })
  }
  if (assembled.answer.status === 'running') {
    throw new IngotError('internal', 'The answer ended before it was complete.')
  }
  c.set('timing', assembled.answer.timing)
  return c.json(assembled.answer)
}

const wantsEvents = (c: Context<AppEnv>): boolean =>
  accepts(c, {
    header: 'Accept',
    supports: ['application/json', 'text/event-stream'],
    default: 'application/json',
  }) === 'text/event-stream'
