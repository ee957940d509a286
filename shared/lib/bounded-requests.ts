/** For the `requestHandler` of an AWS client: what hangs fails. `requestMs`: until the reply begins. */
export const boundedRequests = ({ connectMs, requestMs }: { connectMs: number; requestMs: number }) => ({
  connectionTimeout: connectMs,
  requestTimeout: requestMs,
  // Else it only warns.
  throwOnRequestTimeout: true,
})
