import type { Limits, StreamPlace } from '../callers/limits.ts'
import { IngotError } from '../errors.ts'
import type { Caller } from '../ports/callers.ts'
import type { Answers, NumberedEvent, Reading } from './answers.ts'

/** The answers, with a place taken for as long as each is read: what is asked and what is resumed. */
export function limitedAnswers(answers: Answers, limits: Pick<Limits, 'place'>): Answers {
  const within = (caller: Caller, open: (caller: Caller) => Promise<Reading>): Promise<Reading> => {
    const taking = limits.place(caller)
    // Most callers have no limit: nothing is waited for.
    return taking ? openAt(taking, open) : open(caller)
  }
  return {
    ...answers,
    ask: (request, caller, options) => within(caller, (as) => answers.ask(request, as, options)),
    summarize: (request, caller, options) => within(caller, (as) => answers.summarize(request, as, options)),
    resume: (id, caller, options) => within(caller, (as) => answers.resume(id, as, options)),
    async search(request, caller, options) {
      // There is no cheaper search.
      if (caller.isOverLimit) throw new IngotError('rate_limited', 'More requests than allowed.')
      return answers.search(request, caller, options)
    },
  }
}

async function openAt(taking: Promise<StreamPlace>, open: (caller: Caller) => Promise<Reading>) {
  const place = await taking
  try {
    return leaveAtEnd(await open(place.caller), place.leave)
  } catch (thrown) {
    place.leave()
    throw thrown
  }
}

const LAST: ReadonlySet<string> = new Set(['answer-end', 'answer-error'])

/** Whoever reads later is not reading now. */
function leaveAtEnd(reading: Reading, leave: () => void): Reading {
  if (reading.isDeferred) leave()
  const finished = () => {
    const whole = reading.finished?.()
    if (whole) leave()
    return whole
  }
  return { ...reading, finished, events: { [Symbol.asyncIterator]: () => leaving(reading.events, leave) } }
}

/** Not a generator: one that has not begun would not notice that its reader leaves. */
function leaving(events: Reading['events'], leave: () => void): AsyncIterator<NumberedEvent> {
  const source = events[Symbol.asyncIterator]()
  return {
    async next() {
      try {
        const step = await source.next()
        if (step.done || LAST.has(step.value.event.type)) leave()
        return step
      } catch (thrown) {
        leave()
        throw thrown
      }
    },
    async return() {
      leave()
      await source.return?.()
      return { done: true, value: undefined }
    },
  }
}
