import {
  type BedrockRuntimeClient,
  ConverseStreamCommand,
  type ConverseStreamCommandInput,
  type ConverseStreamOutput,
} from '@aws-sdk/client-bedrock-runtime'
import { readEventStream } from '../../lib/aws-event-stream.ts'
import type { SilenceWatch } from '../../lib/silence.ts'
import { errorOfConnection, errorOfProtocol } from './map-error.ts'

/** The events of one ConverseStream call, until its end. `watch` limits each wait and maps failures. */
export function readEvents(
  input: ConverseStreamCommandInput,
  client: BedrockRuntimeClient,
  watch: SilenceWatch,
): AsyncGenerator<ConverseStreamOutput> {
  const command = new ConverseStreamCommand(input)
  const send = async () => (await client.send(command, { abortSignal: watch.signal })).stream
  return readEventStream({ command, send, watch, errorOfConnection, errorOfProtocol })
}
