type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * After how many seconds to come back, rounded up. RFC 9110, 10.2.3: seconds, or a date where the caller says
 * what time it is (ms since the epoch); `x-amz-retry-after` is in milliseconds.
 */
export function retryAfterOf(headers: Headers = {}, now?: number): number | undefined {
  const told = headers['retry-after']
  const seconds = Number(told ?? Number(headers['x-amz-retry-after']) / 1_000)
  if (seconds >= 0 && Number.isFinite(seconds)) return Math.ceil(seconds)
  const date = now === undefined ? Number.NaN : Date.parse(String(told))
  return Number.isNaN(date) || now === undefined ? undefined : Math.max(0, Math.ceil((date - now) / 1_000))
}
