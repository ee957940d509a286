import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { sweepHourly } from '../../../shared/runtime/sweep-hourly.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('sweeps at once and an hour after each sweep, until it is stopped', async () => {
  let sweeps = 0
  const stop = sweepHourly(async () => {
    sweeps += 1
  })
  expect(sweeps).toBe(1)
  await vi.advanceTimersByTimeAsync(3_599_999)
  expect(sweeps).toBe(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(sweeps).toBe(2)
  await vi.advanceTimersByTimeAsync(3_600_000)
  expect(sweeps).toBe(3)
  await stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('tells a sweep under way to end, waits for it, and starts no other', async () => {
  let finish: () => void = () => undefined
  let told: AbortSignal | undefined
  const stop = sweepHourly((signal) => {
    told = signal
    return new Promise<void>((resolve) => {
      finish = resolve
    })
  })
  let stopped = false
  const stopping = stop().then(() => {
    stopped = true
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(told?.aborted).toBe(true)
  expect(stopped).toBe(false)
  finish()
  await stopping
  expect(vi.getTimerCount()).toBe(0)
})

it('keeps no process alive', async () => {
  vi.useRealTimers()
  const timer = vi.spyOn(globalThis, 'setTimeout')
  const stop = sweepHourly(async () => undefined)
  await new Promise(setImmediate)
  expect(timer.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false])
  timer.mockRestore()
  await stop()
})
