import type { Dispatcher } from 'undici'
import type { EntryOf } from '../../config/models.ts'
import { toChatRequest } from '../../lib/openai-wire/chat-request.ts'
import { errorOfSilence } from '../../lib/openai-wire/map-error.ts'
import { streamChat } from '../../lib/openai-wire/stream-chat.ts'
import { watchSilence } from '../../lib/silence.ts'
import type { LanguageModel } from '../../ports/language-model.ts'
import { errorOfConnection } from './map-error.ts'
import { post } from './post.ts'

export type OpenAiCompatibleOptions = {
  entry: Pick<EntryOf<'openai-compatible'>, 'alias' | 'model' | 'base_url'>
  apiKey?: string | undefined
  /** How requests are sent, e.g. through a proxy. Default: undici's own way. */
  dispatcher?: Dispatcher
  /** It thinks before it answers. Default false. */
  reasons?: boolean
  /** Longest silence of the vendor, before its first byte or between two, milliseconds. Default 30 s. */
  idleTimeoutMs?: number
}

/**
 * A model behind `POST {base_url}/chat/completions`: vLLM, Ollama, llama.cpp, or a hosted vendor. One
 * request per stream, no retries. An abort rejects with the signal's reason.
 */
export function createOpenAiCompatibleModel(options: OpenAiCompatibleOptions): LanguageModel {
  const { entry, apiKey, dispatcher, reasons = false, idleTimeoutMs = 30_000 } = options
  const habit = { opensUnseen: reasons }
  const endpoint = { baseUrl: entry.base_url, apiKey, dispatcher }
  return {
    alias: entry.alias,
    stream(request, { signal }) {
      const watch = watchSilence({
        signal,
        timeoutMs: idleTimeoutMs,
        silent: () => errorOfSilence(idleTimeoutMs),
        failed: errorOfConnection,
      })
      const open = async () => {
        const body = toChatRequest(request, entry.model)
        const asked = { operation: '/chat/completions', body, accept: 'text/event-stream' }
        return (await post(endpoint, asked, { signal, watch }))[Symbol.asyncIterator]()
      }
      return streamChat({ prompt: request.messages, habit, watch, open })
    },
  }
}
