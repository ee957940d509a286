import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime'
import { watchSilence } from '../../lib/silence.ts'
import type { LanguageModel } from '../../ports/language-model.ts'
import { type ConverseOptions, toConverse } from './converse-request.ts'
import { decodeStream } from './decode-stream.ts'
import { errorOfBedrock, errorOfSilence } from './map-error.ts'
import { readEvents } from './read-events.ts'

export type BedrockModelOptions = ConverseOptions & {
  alias: string
  /** Its `maxAttempts` should be 1. */
  client: BedrockRuntimeClient
  /** Longest silence of the vendor, before its first event or between two, milliseconds. Default 30 s. */
  idleTimeoutMs?: number
}

/**
 * A model of Amazon Bedrock through ConverseStream. One request per stream, no retries. An abort rejects
 * with the signal's reason.
 */
export function createBedrockModel(options: BedrockModelOptions): LanguageModel {
  const { alias, client, idleTimeoutMs = 30_000 } = options
  // Bedrock parts thoughts from the answer itself, but for imported models.
  const habit = { opensUnseen: false }
  return {
    alias,
    async *stream(request, { signal }) {
      signal.throwIfAborted()
      const watch = watchSilence({
        signal,
        timeoutMs: idleTimeoutMs,
        silent: () => errorOfSilence(idleTimeoutMs),
        failed: errorOfBedrock,
      })
      try {
        const events = readEvents(toConverse(request, options), client, watch)
        yield* decodeStream(events, { prompt: request.messages, habit })
      } finally {
        // Left early or failed: the vendor must not go on generating. After the end this does nothing.
        watch.stop()
      }
    },
  }
}
