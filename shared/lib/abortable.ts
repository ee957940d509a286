/**
 * An iteration that can be left while it waits: a generator on its own returns only once the value that it
 * is waiting for has come. `start` is called with the first `next`, and its signal aborts on `return`.
 */
export function abortable<Value>(
  start: (signal: AbortSignal) => AsyncGenerator<Value>,
): AsyncIterableIterator<Value> {
  const leaving = new AbortController()
  let started: AsyncGenerator<Value> | undefined
  const generator = () => {
    started ??= start(leaving.signal)
    return started
  }
  return {
    next: () => generator().next(),
    async return() {
      leaving.abort()
      return (await started?.return(undefined)) ?? { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
