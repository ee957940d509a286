/** Limits how long somebody else may be silent while we wait for them. */
export type SilenceWatch = {
  /** Aborts when the given one does, when the silence was too long, or on `stop`. */
  readonly signal: AbortSignal
  /**
   * The step's outcome. When it fails, the reason of whoever aborted, or else what `failed` makes of it. Time
   * counts only while somebody waits: a slow reader is not the vendor's silence. `isHeard`: the step ends the
   * silence; default true.
   */
  wait<Value>(step: Promise<Value>, options?: { isHeard?: boolean }): Promise<Value>
  /** The silence has ended: something was said. */
  heard(): void
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
  let timer: NodeJS.Timeout | undefined
  let silentMs = 0
  let since = 0
  /** Steps may be waited for within one another: their time counts once. */
  let waits = 0

  const count = () => {
    since = performance.now()
    timer = setTimeout(() => own.abort(silent()), timeoutMs - silentMs)
  }
  const pause = () => {
    clearTimeout(timer)
    silentMs += performance.now() - since
  }
  const heard = () => {
    if (waits > 0) pause()
    silentMs = 0
    if (waits > 0) count()
  }
  return {
    signal,
    heard,
    async wait(step, { isHeard = true } = {}) {
      waits += 1
      if (waits === 1) count()
      try {
        const value = await step
        if (isHeard) heard()
        return value
      } catch (thrown) {
        signal.throwIfAborted()
        throw failed(thrown)
      } finally {
        waits -= 1
        if (waits === 0) pause()
      }
    },
    stop: () => own.abort(),
  }
}
