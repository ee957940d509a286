import { describe, expect, it } from 'vitest'
import { isDegradation } from '../../../shared/answer/events.ts'
import type { ErrorCode } from '../../../shared/errors.ts'

const failed = (reason: ErrorCode, provider?: string) =>
  isDegradation({
    type: 'warning',
    code: 'search_failed',
    reason,
    ...(provider === undefined ? {} : { provider }),
  })

describe('an answer made while a search failed', () => {
  it('is kept for a moment only, where the next one may be whole', () => {
    expect(failed('search_unavailable', 'brave')).toBe(true)
    expect(failed('store_unavailable')).toBe(true)
    expect(failed('deadline_exceeded')).toBe(true)
  })

  it('is as good as the next one, where a provider refuses such a request or is always that slow', () => {
    expect(failed('search_refused_request', 'brave')).toBe(false)
    expect(failed('deadline_exceeded', 'exa')).toBe(false)
    expect(isDegradation({ type: 'warning', code: 'region_not_supported', provider: 'exa' })).toBe(false)
  })
})
