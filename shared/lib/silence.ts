/** Limits how long somebody else may be silent while we wait for them. */
export type SilenceWatch = {
  /** Aborts when the given one does, when a wait took too long, or on `stop`. */
  readonly signal: AbortSignal
  /**
   * The step's outcome. When it fails, the reason of whoever aborted, or else what `failed` makes of it. Time
   * counts only while somebody waits: a slow reader is not the vendor's silence.
   */
  wait<Value>(step: Promise<Value>): Promise<Value>
  /** Ends what was begun with the signal; after the end of it this does nothing. */
  stop(): void
}

export function watchSilence(options: {
  signal: AbortSignal
  /** Longest silence, before the first word or between two, milliseconds. */
  timeoutMs: number
  /** The reason of an abort for silence. */
  silent: () => Error
  /** What a failed step is told as. */
  failed: (thrown: unknown) => Error
}): SilenceWatch {
  const { timeoutMs, silent, failed } = options
  const own = new AbortController()
  const signal = AbortSignal.any([options.signal, own.signal])
  return {
    signal,
    async wait(step) {
      const timer = setTimeout(() => own.abort(silent()), timeoutMs)
      try {
        return await step
      } catch (thrown) {
        signal.throwIfAborted()
        throw failed(thrown)
      } finally {
        clearTimeout(timer)
      }
    },
    stop: () => own.abort(),
  }
}
