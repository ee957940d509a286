import type { SilenceWatch } from '../silence.ts'
import { decodeStream, type StreamPart, type ThinkingHabit } from './decode-stream.ts'
import { readEvents } from './read-events.ts'

export type ChatStream = {
  prompt: readonly { content: string }[]
  habit: ThinkingHabit
  watch: SilenceWatch
  /** Sends the request; the answer's bytes, cut anywhere, that end with `watch.signal`. */
  open: () => Promise<AsyncIterator<Uint8Array>>
}

/** How long the end of the answer may take after its last event, milliseconds. */
const LINGER_MS = 1_000

/** The model parts of one chat completion. However it is left, the vendor's request ends. */
export async function* streamChat({ prompt, habit, watch, open }: ChatStream): AsyncGenerator<StreamPart> {
  watch.signal.throwIfAborted()
  let whole: AsyncIterator<Uint8Array> | undefined
  try {
    const bytes = await open()
    for await (const part of decodeStream(readEvents(bytes, watch), { prompt, habit })) {
      // Only words end the silence: comments and empty events keep a connection alive, not an answer.
      watch.heard()
      yield part
    }
    whole = bytes
  } finally {
    // Left early or failed: the vendor must not go on generating.
    if (whole === undefined) watch.stop()
    else void readOut(whole, watch)
  }
}

/** `[DONE]` comes before the end: only when that too has been read can the next call use the connection. */
async function readOut(bytes: AsyncIterator<Uint8Array>, { stop }: SilenceWatch): Promise<void> {
  const timer = setTimeout(stop, LINGER_MS)
  timer.unref()
  try {
    while (!(await bytes.next()).done);
  } catch {
    // The answer is whole: how its connection ends is nobody's matter.
  }
  clearTimeout(timer)
  stop()
}
