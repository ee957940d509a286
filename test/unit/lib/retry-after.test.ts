import { expect, it } from 'vitest'
import { retryAfterOf } from '../../../shared/lib/retry-after.ts'

const NOON = Date.UTC(2026, 10, 23, 12)

it.each([
  [{ 'retry-after': '7' }, 7],
  [{ 'retry-after': '0.5' }, 1],
  [{ 'x-amz-retry-after': '2500' }, 3],
  [{ 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' }, 30],
  [{ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
  [{ 'retry-after': 'soon' }, undefined],
  [{}, undefined],
])('%j is %s s', (headers, seconds) => {
  expect(retryAfterOf(headers, NOON)).toBe(seconds)
})

it('takes a date for nothing where nobody says what time it is', () => {
  expect(retryAfterOf({ 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' })).toBeUndefined()
})
