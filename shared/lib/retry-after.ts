type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/**
 * After how many seconds to come back, rounded up. RFC 9110, 10.2.3: seconds, or a date; `x-amz-retry-after` is in
 * milliseconds. `now`: ms since the epoch; default: what the answer says itself (`date`).
 */
export function retryAfterOf(
  headers: Headers = {},
  now: number = Date.parse(String(headers['date'])),
): number | undefined {
  const told = headers['retry-after']
  const seconds = Number(told ?? Number(headers['x-amz-retry-after']) / 1_000)
  if (seconds >= 0 && Number.isFinite(seconds)) return Math.ceil(seconds)
  // "-3" is a date to the parser.
  const date = /[a-z]/i.test(String(told)) ? Date.parse(String(told)) : Number.NaN
  const left = (date - now) / 1_000
  return Number.isNaN(left) ? undefined : Math.max(0, Math.ceil(left))
}
