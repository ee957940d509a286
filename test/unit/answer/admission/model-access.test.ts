import { describe, expect, it } from 'vitest'
import { createModelAccess, type Place } from '../../../../shared/answer/admission/model-access.ts'
import { type ErrorCode, IngotError } from '../../../../shared/errors.ts'
import { createMemoryModelSlots } from '../../../support/memory-model-slots.ts'

const USAGE = { inputTokens: 100, outputTokens: 20, reasoningTokens: 0 }

function createWorld({ limit = 1 } = {}) {
  const clock = {
    at: 1_800_000_000_000,
    now: () => clock.at,
    /** Nothing here waits for time to pass, but for the signal. */
    sleep: (ms: number, { signal }: { signal?: AbortSignal } = {}) =>
      new Promise<void>((resolve, reject) => {
        if (ms < 1_000) return resolve()
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  let failures = 0
  const access = createModelAccess({
    entry: { alias: 'm', max_concurrency: limit, max_wait_s: 5, gpu: undefined },
    slots: createMemoryModelSlots({ clock }),
    clock,
    random: () => 0.5,
    onFailure: () => {
      failures += 1
    },
  })
  const signal = new AbortController().signal
  const begin = () => access.begin({ mode: 'fast', inputTokens: 100, waitMs: 60_000, signal })
  const fail = (place: Place, code: ErrorCode, hasShown = false) =>
    place.failed(new IngotError(code, ''), { hasShown, signal })
  return { access, begin, fail, clock, failures: () => failures }
}

async function outcomeOf(place: Place) {
  const waiting = place.wait()
  for (;;) {
    const step = await waiting.next()
    if (step.done) return step.value
  }
}

describe('the way to a model', () => {
  it('is open, and says so', async () => {
    const { access, begin } = createWorld()
    const place = begin()
    expect(await outcomeOf(place)).toMatchObject({ kind: 'admitted' })
    expect(access.status()).toEqual({ state: 'busy', running: 1, queued: 0, triedAgainAt: null })
    place.succeeded(USAGE)
    place.leave()
    expect(access.status()).toEqual({ state: 'available', running: 0, queued: 0, triedAgainAt: null })
  })

  it.each([
    ['model_unavailable', false, true],
    ['model_protocol_error', false, true],
    ['model_unavailable', true, false],
    ['model_throttled', false, false],
    ['model_timeout', false, false],
    ['model_refused_request', false, false],
  ] as const)(
    'after %s, with text shown: %s, the model is asked again: %s',
    async (code, hasShown, again) => {
      const { begin, fail, failures } = createWorld()
      const place = begin()
      await outcomeOf(place)
      expect(await fail(place, code, hasShown)).toBe(again)
      expect(failures()).toBe(1)
    },
  )

  it('is closed after three failures: the next one is told why, at once', async () => {
    const { access, begin, fail, clock } = createWorld()
    const place = begin()
    await outcomeOf(place)
    expect(await fail(place, 'model_unavailable')).toBe(true)
    expect(await fail(place, 'model_unavailable')).toBe(false)
    place.leave()
    const next = begin()
    await outcomeOf(next)
    expect(await fail(next, 'model_protocol_error')).toBe(false)
    next.leave()
    expect(await outcomeOf(begin())).toEqual({ kind: 'refused', reason: 'model_error' })
    expect(access.status()).toMatchObject({ state: 'failing', triedAgainAt: clock.at + 5_000 })
    clock.at += 5_000
    expect(await outcomeOf(begin())).toMatchObject({ kind: 'admitted' })
  })

  it('does not ask again for ever: retries are a tenth of the calls once the first five are spent', async () => {
    const { begin, fail } = createWorld({ limit: 1 })
    let asked = 0
    for (let n = 0; n < 40; n += 1) {
      const place = begin()
      await outcomeOf(place)
      if (await fail(place, 'model_unavailable')) asked += 1
      // Every other call goes well, so that the breaker stays closed.
      place.succeeded(USAGE)
      place.leave()
    }
    expect(asked).toBe(8)
  })
})
