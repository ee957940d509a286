import type { FreshnessClass } from '../metrics/definitions.ts'
import { type BookDeps, bookCall } from './book-call.ts'
import type { AnswerEvent } from './events.ts'
import type { Payer } from './payer.ts'

/** Counts and books a fill: whoever started it, and whether anybody reads it. */
export async function* countFill(
  deps: BookDeps,
  events: AsyncIterable<AnswerEvent>,
  { freshness, payer }: { freshness: FreshnessClass; payer: Payer | null },
): AsyncGenerator<AnswerEvent> {
  for await (const event of events) {
    if (event.type === 'answer-error') deps.count('failures', 1, freshness)
    if (event.type === 'answer-end' && event.mode.model !== null) {
      bookCall(deps, event.usage, { model: event.mode.model, payer, freshness })
    }
    yield event
  }
}
