import { describe, expect, it } from 'vitest'
import { abortable } from '../../../shared/lib/abortable.ts'

/** Yields 1 and 2, then waits until it is told to leave. */
function createWaiting() {
  const seen: string[] = []
  const iteration = abortable(async function* (signal) {
    seen.push('started')
    try {
      yield 1
      yield 2
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      seen.push('woken')
      if (!signal.aborted) yield 3
    } finally {
      seen.push('left')
    }
  })
  return { seen, iteration }
}

describe('an abortable iteration', () => {
  it('starts with the first value asked for, and not before', async () => {
    const { seen, iteration } = createWaiting()
    expect(seen).toEqual([])
    expect(await iteration.next()).toEqual({ done: false, value: 1 })
    expect(seen).toEqual(['started'])
  })

  it('is left at once while it waits for a value', async () => {
    const { seen, iteration } = createWaiting()
    await iteration.next()
    await iteration.next()
    const waiting = iteration.next()
    expect(await iteration.return?.()).toMatchObject({ done: true })
    expect(await waiting).toEqual({ done: true, value: undefined })
    expect(seen).toEqual(['started', 'woken', 'left'])
  })

  it('is left between two values, and gives no more', async () => {
    const { seen, iteration } = createWaiting()
    for await (const value of iteration) if (value === 1) break
    expect(seen).toEqual(['started', 'left'])
    expect(await iteration.next()).toMatchObject({ done: true })
  })

  it('never starts when it is left before', async () => {
    const { seen, iteration } = createWaiting()
    expect(await iteration.return?.()).toMatchObject({ done: true })
    expect(await iteration.next()).toMatchObject({ done: true })
    expect(seen.filter((what) => what !== 'left')).toEqual([])
  })

  it('passes on what is thrown', async () => {
    const failing = abortable<number>(async function* () {
      yield 1
      throw new Error('broken')
    })
    await failing.next()
    await expect(failing.next()).rejects.toThrow('broken')
  })
})
