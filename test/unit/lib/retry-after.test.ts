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
  [{ 'retry-after': '-3' }, undefined],
  [{}, undefined],
])('%j is %s s', (headers, seconds) => {
  expect(retryAfterOf(headers, NOON)).toBe(seconds)
})

it('takes the time from the answer itself, and a date for nothing where nobody says what time it is', () => {
  const date = 'Mon, 23 Nov 2026 12:00:00 GMT'
  expect(retryAfterOf({ 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT', date })).toBe(30)
  expect(retryAfterOf({ 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' })).toBeUndefined()
})
