import { describe, expect, it } from 'vitest'
import { type ErrorCode, IngotError } from '../../../shared/errors.ts'
import { createCircuitBreaker } from '../../../shared/lib/circuit-breaker.ts'

function createWorld() {
  const clock = { at: 1_000, now: () => clock.at }
  const breaker = createCircuitBreaker({ clock })
  const fail = (code: ErrorCode = 'model_unavailable', retryAfterS?: number) =>
    breaker.failed(new IngotError(code, '', retryAfterS === undefined ? {} : { retryAfterS }))
  return { clock, breaker, fail }
}

describe('a circuit breaker', () => {
  it('opens after three failures in a row, for 5 s', () => {
    const { clock, breaker, fail } = createWorld()
    fail()
    fail()
    expect(breaker.admits()).toBe(true)
    fail()
    expect([breaker.admits(), breaker.openUntil()]).toEqual([false, 6_000])
    clock.at = 5_999
    expect(breaker.admits()).toBe(false)
    clock.at = 6_000
    expect(breaker.admits()).toBe(true)
  })

  it('lets one call try, and stays open twice as long each time that fails, a minute at most', () => {
    const { clock, breaker, fail } = createWorld()
    for (let n = 0; n < 3; n += 1) fail()
    const spans: number[] = []
    for (let n = 0; n < 6; n += 1) {
      clock.at = breaker.openUntil() ?? 0
      expect([breaker.admits(), breaker.admits()]).toEqual([true, false])
      fail()
      spans.push((breaker.openUntil() ?? 0) - clock.at)
    }
    expect(spans).toEqual([10_000, 20_000, 40_000, 60_000, 60_000, 60_000])
  })

  it('closes when a call succeeds', () => {
    const { clock, breaker, fail } = createWorld()
    for (let n = 0; n < 3; n += 1) fail()
    clock.at = 6_000
    breaker.admits()
    breaker.succeeded()
    expect([breaker.admits(), breaker.admits(), breaker.openUntil()]).toEqual([true, true, null])
    fail()
    fail()
    expect(breaker.admits()).toBe(true)
  })

  it('lets another one try when the first was never made', () => {
    const { clock, breaker, fail } = createWorld()
    for (let n = 0; n < 3; n += 1) fail()
    clock.at = 6_000
    expect(breaker.admits()).toBe(true)
    breaker.left()
    expect(breaker.admits()).toBe(true)
  })

  it('believes a vendor that says when to come back, a minute at most', () => {
    const { clock, breaker, fail } = createWorld()
    fail('model_throttled', 7)
    expect(breaker.openUntil()).toBe(8_000)
    clock.at = 8_000
    breaker.admits()
    fail('model_throttled', 3_600)
    expect(breaker.openUntil()).toBe(68_000)
  })

  it('believes a model that says how long it starts', () => {
    const { breaker, fail } = createWorld()
    fail('model_unavailable', 60)
    expect(breaker.openUntil()).toBe(61_000)
  })

  it('is not moved by a request that was wrong, but tells of three in a row', () => {
    const { breaker, fail } = createWorld()
    for (let n = 0; n < 5; n += 1) {
      expect(breaker.isFailing()).toBe(n >= 3)
      fail('model_refused_request')
    }
    expect(breaker.admits()).toBe(true)
    breaker.succeeded()
    expect(breaker.isFailing()).toBe(false)
  })

  it('tells of the last call that failed', () => {
    const { breaker, fail } = createWorld()
    expect(breaker.isFailing()).toBe(false)
    fail()
    expect([breaker.isFailing(), breaker.openUntil()]).toEqual([true, null])
    breaker.succeeded()
    expect(breaker.isFailing()).toBe(false)
  })
})
