/** An iteration that is made only when it is wanted: to have one and not to use it costs next to nothing. */
export class Lazy<Value> implements AsyncIterable<Value> {
  readonly #start: () => AsyncIterator<Value>
  constructor(start: () => AsyncIterator<Value>) {
    this.#start = start
  }
  [Symbol.asyncIterator](): AsyncIterator<Value> {
    return this.#start()
  }
}

/**
 * An iteration that can be left while it waits: a generator on its own returns only once the value that it
 * is waiting for has come. `start` is called with the first `next`, and its signal aborts on `return`.
 */
export function abortable<Value>(
  start: (signal: AbortSignal) => AsyncGenerator<Value>,
): AsyncIterableIterator<Value> {
  let leaving: AbortController | undefined
  let started: AsyncGenerator<Value> | undefined
  let isLeft = false
  const generator = () => {
    leaving ??= new AbortController()
    started ??= start(leaving.signal)
    return started
  }
  return {
    next: async () => (isLeft && !started ? { done: true, value: undefined } : generator().next()),
    async return() {
      isLeft = true
      leaving?.abort()
      return (await started?.return(undefined)) ?? { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
