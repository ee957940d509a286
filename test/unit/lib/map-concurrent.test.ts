import { describe, expect, it } from 'vitest'
import { mapConcurrent } from '../../../shared/lib/map-concurrent.ts'

describe('running tasks at once', () => {
  it('runs no more than the limit, and gives every outcome', async () => {
    let running = 0
    let most = 0
    const task = async (item: number) => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return item * 2
    }
    const outcomes: number[] = []
    for await (const outcome of mapConcurrent([1, 2, 3, 4, 5], 2, task)) outcomes.push(outcome)
    expect(outcomes.sort((a, b) => a - b)).toEqual([2, 4, 6, 8, 10])
    expect(most).toBe(2)
  })

  it('leaves no rejection behind when its consumer has left', async () => {
    let fail: (reason: Error) => void = () => undefined
    const late = new Promise<number>((_, reject) => {
      fail = reject
    })
    for await (const outcome of mapConcurrent([0, 1], 2, async (item) => (item === 0 ? 0 : late))) {
      expect(outcome).toBe(0)
      break
    }
    // Without a handler this would end the test run, as it ended the server.
    fail(new Error('too late for anybody'))
    await new Promise((resolve) => setImmediate(resolve))
  })
})
