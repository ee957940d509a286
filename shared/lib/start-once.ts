/** Starts what many wait for by the first call; after a failure, again by the next. */
export function startOnce<Started>(start: () => Promise<Started>): () => Promise<Started> {
  let starting: Promise<Started> | undefined
  return () => {
    starting ??= start().catch((thrown: unknown) => {
      starting = undefined
      throw thrown
    })
    return starting
  }
}
