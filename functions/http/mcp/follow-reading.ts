import type { NumberedEvent, Reading } from '../../../shared/answer/answers.ts'
import type { Answer } from '../../../shared/api/answer.ts'
import { IngotError } from '../../../shared/errors.ts'
import { withSignal } from '../../../shared/lib/deadline.ts'
import { logFailure } from '../problem.ts'
import { readWhole } from '../reading-reply.ts'
import { CANCELLED, type Call, type Extra } from './call.ts'
import { createProgress } from './progress.ts'

const COME_BACK_AFTER_S = 2

/**
 * The reading to its end, while the client is told how it goes on. A client that cancels stops the answer, as
 * far as it may; one that is lost stops nothing. Throws what the answer failed of.
 */
export async function followReading(reading: Reading, call: Call, extra: Extra): Promise<Answer> {
  const { signal, caller, deps } = call
  if (reading.isDeferred) {
    throw new IngotError('model_throttled', 'Too many read this answer already; it will be there soon.', {
      retryAfterS: COME_BACK_AFTER_S,
    })
  }
  await remember(reading, call)
  const tell = createProgress(extra, deps.clock)
  const events = told(leaving(reading.events, signal), tell)
  try {
    const answer = await readWhole({ ...reading, events })
    if (answer.status !== 'cancelled') return answer
  } catch (thrown) {
    if (signal.reason === CANCELLED) await deps.answers.cancel(reading.id, caller)
    throw thrown
  }
  throw new IngotError('fill_abandoned', 'The answer was cancelled.', { retryable: true })
}

/** What is there already cannot be cancelled. An answer whose call is not remembered can be read all the same. */
async function remember({ id, cache }: Reading, { name, deps, requestId }: Call): Promise<void> {
  if (name === undefined || cache.layer !== null) return
  await deps.openCalls.remember(name, id).catch((thrown) => logFailure(deps.log, thrown, requestId))
}

async function* told(
  events: AsyncIterable<NumberedEvent>,
  tell: (event: NumberedEvent['event']) => void,
): AsyncGenerator<NumberedEvent> {
  for await (const numbered of events) {
    tell(numbered.event)
    yield numbered
  }
}

/** Left as soon as the signal says so, whose reason it then throws. */
async function* leaving(
  events: AsyncIterable<NumberedEvent>,
  signal: AbortSignal,
): AsyncGenerator<NumberedEvent> {
  const source = events[Symbol.asyncIterator]()
  try {
    for (;;) {
      const step = await withSignal(source.next(), signal)
      if (step.done) return
      yield step.value
    }
  } finally {
    // Not awaited: a generator returns only once the event it is waiting for has come.
    source.return?.().catch(() => undefined)
  }
}
