import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime'
import { withSignal } from '../../lib/deadline.ts'
import type { SilenceWatch } from '../../lib/silence.ts'
import { errorOfConnection, errorOfProtocol } from './map-error.ts'

/** The events of one ConverseStream call, until its end. `watch` limits each wait and maps failures. */
export async function* readEvents(
  input: ConverseStreamCommandInput,
  client: BedrockRuntimeClient,
  watch: SilenceWatch,
): AsyncGenerator<ConverseStreamOutput> {
  const command = new ConverseStreamCommand(input)
  const answer = keepAnswer(command)
  const sent = client.send(command, { abortSignal: watch.signal })
  // The SDK itself hears the signal only once it has found its credentials.
  const { stream } = await watch.wait(withSignal(sent, watch.signal))
  if (stream === undefined) throw errorOfProtocol('Bedrock sent an empty answer.')
  const events = stream[Symbol.asyncIterator]()
  for (;;) {
    // Left while the reader was away: a step begun now would fail with nobody listening.
    watch.signal.throwIfAborted()
    const { done, value } = await watch.wait(withSignal(events.next(), watch.signal))
    if (done) break
    yield value
  }
  // To the SDK a broken connection is an end like any other.
  if (answer.body?.readableEnded === false) throw errorOfConnection('The stream was cut off.')
}

type Answer = {
  statusCode: number
  headers: Record<string, string>
  body: { readableEnded?: boolean }
}

/**
 * Looks at the answer before the SDK reads it, and refuses what is no event stream: the first four bytes
 * are taken for the length of a frame and allocated at once, which for a page of HTML is a gigabyte.
 */
function keepAnswer(command: ConverseStreamCommand): Partial<Answer> {
  const kept: Partial<Answer> = {}
  command.middlewareStack.add(
    (next) => async (args) => {
      const output = await next(args)
      const { statusCode, headers, body } = output.response as Answer
      const contentType = headers['content-type'] ?? ''
      if (statusCode < 300 && !contentType.includes('eventstream')) {
        throw errorOfProtocol('Bedrock did not answer with an event stream.', { statusCode, contentType })
      }
      kept.body = body
      return output
    },
    // The innermost of its step.
    { name: 'keepAnswer', step: 'deserialize', priority: 'low' },
  )
  return kept
}
