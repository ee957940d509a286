import { toIngotError } from '../../errors.ts'
import type { LanguageModel, ModelUsage } from '../../ports/language-model.ts'
import type { ModelAccess, Place } from './model-access.ts'

const TOKENS_AT_MOST = 400

export type ShortReply = (asked: {
  instructions: string
  /** Told as JSON. */
  data: unknown
  /** Of both, about. */
  inputTokens: number
  timeoutMs: number
  /** How long it may wait for room. */
  waitMs: number
  /** The hash of who caused it (`hashOfCaller`): it is booked on them. */
  reader: string
}) => Promise<string | null>

/** One small question to a model that has room at once. Null: it had none, or failed, or took too long. */
export function createShortReply(
  model: LanguageModel,
  access: ModelAccess,
  onUsage: (reader: string, usage: ModelUsage) => void,
): ShortReply {
  return async ({ instructions, data, inputTokens, timeoutMs, waitMs, reader }) => {
    const request = {
      messages: [
        { role: 'system' as const, content: instructions },
        { role: 'user' as const, content: JSON.stringify(data) },
      ],
      maxOutputTokens: TOKENS_AT_MOST,
      temperature: 0,
    }
    const signal = AbortSignal.timeout(timeoutMs)
    const place = access.begin({ mode: 'fast', inputTokens, waitMs, signal })
    let reply = ''
    try {
      const lost = await admitted(place)
      if (!lost) return null
      for await (const part of model.stream(request, { signal: AbortSignal.any([signal, lost]) })) {
        if (part.type === 'text-delta') reply += part.text
        if (part.type === 'finish') {
          place.succeeded(part.usage)
          onUsage(reader, part.usage)
        }
      }
    } catch (thrown) {
      await place.failed(toIngotError(thrown), { hasShown: true, signal })
      return null
    } finally {
      place.leave()
    }
    return reply
  }
}

/** The signal that ends with the place; undefined: there is none. */
async function admitted(place: Place): Promise<AbortSignal | undefined> {
  const waiting = place.wait()
  let step = await waiting.next()
  while (!step.done) step = await waiting.next()
  return step.value.kind === 'admitted' ? step.value.signal : undefined
}
