import type { EntryOf } from '../../config/models.ts'
import { type SilenceWatch, watchSilence } from '../../lib/silence.ts'
import type { LanguageModel, ModelRequest } from '../../ports/language-model.ts'
import { decodeStream } from './decode-stream.ts'
import { errorOfConnection, errorOfProtocol, errorOfResponse, errorOfSilence } from './map-error.ts'
import { readEvents } from './read-events.ts'

export type OpenAiCompatibleOptions = {
  entry: Pick<EntryOf<'openai-compatible'>, 'alias' | 'model' | 'base_url'>
  apiKey?: string | undefined
  fetch?: typeof globalThis.fetch
  /** Longest silence of the vendor, before its first byte or between two, milliseconds. Default 30 s. */
  idleTimeoutMs?: number
}

/**
 * A model behind `POST {base_url}/chat/completions`: vLLM, Ollama, llama.cpp, or a hosted vendor. One
 * request per stream, no retries. An abort rejects with the signal's reason.
 */
export function createOpenAiCompatibleModel(options: OpenAiCompatibleOptions): LanguageModel {
  const { entry, apiKey, fetch = globalThis.fetch, idleTimeoutMs = 30_000 } = options
  const url = `${entry.base_url.replace(/\/+$/, '')}/chat/completions`
  const headers = {
    'content-type': 'application/json',
    accept: 'text/event-stream',
    ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
  }

  return {
    alias: entry.alias,
    async *stream(request, { signal }) {
      const watch = watchSilence({
        signal,
        timeoutMs: idleTimeoutMs,
        silent: () => errorOfSilence(idleTimeoutMs),
        failed: errorOfConnection,
      })
      try {
        const body = JSON.stringify(toVendor(request, entry.model))
        // A redirected POST would lose its body: base_url has to be right.
        const response = await watch.wait(
          fetch(url, { method: 'POST', headers, body, signal: watch.signal, redirect: 'manual' }),
        )
        if (!isEventStream(response)) {
          const start = await startOf(response, watch).catch(() => '')
          signal.throwIfAborted()
          throw errorOfResponse(response, start)
        }
        if (response.body === null) throw errorOfProtocol('The model endpoint sent an empty answer.')
        yield* decodeStream(readEvents(response.body, watch), request.messages)
      } finally {
        // Left early or failed: the vendor must not go on generating. After the end this does nothing.
        watch.stop()
      }
    },
  }
}

const toVendor = ({ messages, maxOutputTokens, temperature }: ModelRequest, model: string) => ({
  model,
  messages,
  max_tokens: maxOutputTokens,
  ...(temperature === undefined ? {} : { temperature }),
  stream: true,
  stream_options: { include_usage: true },
})

/** Lenient: some servers name no type, or `text/plain`. */
const isEventStream = ({ ok, headers }: Response) =>
  ok && !/html|json/.test(headers.get('content-type') ?? '')

/** What came first of a body that is only looked at to explain a failure. */
async function startOf({ body }: Response, watch: SilenceWatch): Promise<string> {
  if (body === null) return ''
  const { value } = await watch.wait(body.getReader().read())
  return new TextDecoder().decode(value)
}
