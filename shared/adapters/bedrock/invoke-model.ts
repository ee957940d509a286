import { type BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime'
import type * as z from 'zod'
import { withSignal } from '../../lib/deadline.ts'
import { watchSilence } from '../../lib/silence.ts'
import { errorOfBedrock, errorOfProtocol, errorOfSilence } from './map-error.ts'

export type InvokeOptions = {
  /** A model id, or the id or ARN of an inference profile. */
  model: string
  client: BedrockRuntimeClient
  /** Of one call with all its attempts, milliseconds. Default 10 s. */
  timeoutMs?: number
}

/** Asks a model in its vendor's own JSON. Throws `model_*`, or the signal's reason. */
export async function invokeModel<Answer>(
  { model, client, timeoutMs = 10_000 }: InvokeOptions,
  body: Readonly<Record<string, unknown>>,
  { answer, signal }: { answer: z.ZodType<Answer>; signal: AbortSignal },
): Promise<Answer> {
  signal.throwIfAborted()
  const watch = watchSilence({
    signal,
    timeoutMs,
    silent: () => errorOfSilence(timeoutMs),
    failed: errorOfBedrock,
  })
  const command = new InvokeModelCommand({
    modelId: model,
    contentType: 'application/json',
    accept: 'application/json',
    body: JSON.stringify(body),
  })
  const sent = client.send(command, { abortSignal: watch.signal })
  const { body: bytes } = await watch.wait(withSignal(sent, watch.signal))
  try {
    return answer.parse(JSON.parse(bytes.transformToString()))
  } catch (cause) {
    throw errorOfProtocol('The model sent an answer of another shape.', cause)
  }
}
