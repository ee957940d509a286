import type { LimitState } from '../../shared/callers/limits.ts'

/** `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers-10): one item a policy. */
export function rateLimitHeaders(states: readonly LimitState[]): Record<string, string> {
  const policies = states.map(
    ({ policy, limit, windowS }) =>
      `"${policy}";q=${limit};${windowS === null ? 'qu="concurrent-requests"' : `w=${windowS}`}`,
  )
  const left = states.map(
    ({ policy, remaining, resetS }) => `"${policy}";r=${remaining}${resetS === null ? '' : `;t=${resetS}`}`,
  )
  return { 'ratelimit-policy': policies.join(', '), ratelimit: left.join(', ') }
}
