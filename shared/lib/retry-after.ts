type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * After how many seconds to come back, rounded up. RFC 9110, 10.2.3, in seconds only: model vendors do not send
 * the date form; `x-amz-retry-after` is in milliseconds.
 */
export function retryAfterOf(headers: Headers = {}): number | undefined {
  const seconds = Number(headers['retry-after'] ?? Number(headers['x-amz-retry-after']) / 1_000)
  return seconds >= 0 && Number.isFinite(seconds) ? Math.ceil(seconds) : undefined
}
