import {
  InvokeEndpointWithResponseStreamCommand,
  type ResponseStream,
  type SageMakerRuntimeClient,
} from '@aws-sdk/client-sagemaker-runtime'
import { readEventStream } from '../../lib/aws-event-stream.ts'
import { toChatRequest } from '../../lib/openai-wire/chat-request.ts'
import { errorOfProtocol, errorOfSilence } from '../../lib/openai-wire/map-error.ts'
import { streamChat } from '../../lib/openai-wire/stream-chat.ts'
import { watchSilence } from '../../lib/silence.ts'
import type { LanguageModel, ModelRequest } from '../../ports/language-model.ts'
import { errorOfConnection, errorOfPart, errorOfSageMaker } from './map-error.ts'

export type SageMakerModelOptions = {
  alias: string
  /** The name that the container serves the model under. */
  model: string
  client: SageMakerRuntimeClient
  endpointName: string
  /** Of an endpoint that hosts several models, or scales to zero. */
  inferenceComponent?: string | undefined
  /** It thinks before it answers. Default false. */
  reasons?: boolean
  /** Longest silence of the endpoint, before its first byte or between two, milliseconds. Default 30 s. */
  idleTimeoutMs?: number
}

/**
 * An open-weights model on a GPU endpoint of Amazon SageMaker: InvokeEndpointWithResponseStream to a container
 * that speaks chat completions (vLLM, or AWS's LMI). One request per stream, no retries. An abort rejects with
 * the signal's reason.
 */
export function createSageMakerModel(options: SageMakerModelOptions): LanguageModel {
  const { alias, client, reasons = false, idleTimeoutMs = 30_000 } = options
  const habit = { opensUnseen: reasons }
  return {
    alias,
    stream(request, { signal }) {
      const watch = watchSilence({
        signal,
        timeoutMs: idleTimeoutMs,
        silent: () => errorOfSilence(idleTimeoutMs),
        failed: errorOfSageMaker,
      })
      const command = toCommand(request, options)
      const send = async () => (await client.send(command, { abortSignal: watch.signal })).Body
      const parts = readEventStream({
        ...{ command, send, watch, errorOfConnection, errorOfProtocol },
        isHeard: false,
      })
      return streamChat({ prompt: request.messages, habit, watch, open: async () => bytesOf(parts) })
    },
  }
}

function toCommand(
  request: ModelRequest,
  { model, endpointName, inferenceComponent }: SageMakerModelOptions,
): InvokeEndpointWithResponseStreamCommand {
  return new InvokeEndpointWithResponseStreamCommand({
    EndpointName: endpointName,
    ...(inferenceComponent === undefined ? {} : { InferenceComponentName: inferenceComponent }),
    ContentType: 'application/json',
    Accept: 'text/event-stream',
    Body: JSON.stringify(toChatRequest(request, model)),
  })
}

/** What the container wrote, cut where SageMaker cut it. */
async function* bytesOf(parts: AsyncIterable<ResponseStream>): AsyncGenerator<Uint8Array> {
  for await (const part of parts) {
    const failure = errorOfPart(part)
    if (failure) throw failure
    if (part.PayloadPart?.Bytes) yield part.PayloadPart.Bytes
  }
}
