import type { StreamedEvent } from '../../../shared/api/answer-events.ts'
import type { Clock } from '../../../shared/ports/clock.ts'
import type { Extra } from './call.ts'

/** Text comes in many small pieces; a client hears of it this often. */
const TEXT_AT_MOST_EVERY_MS = 1_000

/** Tells a client that has asked for it how an answer goes on (`notifications/progress`), in words. */
export function createProgress(
  { _meta, sendNotification }: Pick<Extra, '_meta' | 'sendNotification'>,
  clock: Pick<Clock, 'now'>,
): (event: StreamedEvent) => void {
  const progressToken = _meta?.progressToken
  if (progressToken === undefined) return () => undefined
  const wordsOf = createWords(clock)
  let progress = 0
  return (event) => {
    const message = wordsOf(event)
    if (message === undefined) return
    progress++
    // Who cannot hear of it any more has left.
    sendNotification({
      method: 'notifications/progress',
      params: { progressToken, progress, message },
    }).catch(() => undefined)
  }
}

function createWords(clock: Pick<Clock, 'now'>): (event: StreamedEvent) => string | undefined {
  let found = 0
  let read = 0
  let characters = 0
  let toldAt = Number.NEGATIVE_INFINITY
  return (event) => {
    switch (event.type) {
      case 'search-start':
        return `Searching: ${event.queries.join(', ')}`
      case 'source':
        found++
        return undefined
      case 'page-read':
        read++
        return `Read ${read} of ${found} sources`
      case 'queue':
        return `Waiting for the model: place ${event.position}`
      case 'mode-change':
        return `Written by another rung: ${event.served}`
      case 'answer-restart':
        characters = 0
        return 'Writing anew'
      case 'synopsis-delta': {
        characters += event.text.length
        if (clock.now() < toldAt + TEXT_AT_MOST_EVERY_MS) return undefined
        toldAt = clock.now()
        return `Writing: ${characters} characters`
      }
      default:
        return undefined
    }
  }
}
