import { describe, expect, it } from 'vitest'
import { createLiveLogs, type LiveLog } from '../../../shared/cache/live-logs.ts'

const address = { scope: 'public', key: 'ab', fence: 7 }

/** All events of a log, as one reader walks it. */
async function follow(log: LiveLog<string>): Promise<string[]> {
  const seen: string[] = []
  for (;;) {
    await log.grownPast(seen.length)
    if (seen.length === log.events.length) return seen
    seen.push(log.events[seen.length] as string)
  }
}

describe('a live log', () => {
  it('gives every reader all events, whenever they come', async () => {
    const log = createLiveLogs<string>().open(address, 7)
    const early = follow(log)
    log.push('a')
    const middle = follow(log)
    log.push('b')
    log.close({ kind: 'ended' })
    expect(await Promise.all([early, middle, follow(log)])).toEqual([
      ['a', 'b'],
      ['a', 'b'],
      ['a', 'b'],
    ])
  })

  it('takes nothing more once it is closed, and is closed once', () => {
    const log = createLiveLogs<string>().open(address, 7)
    log.close({ kind: 'moved', fence: 8 })
    log.push('late')
    log.close({ kind: 'ended' })
    expect(log.events).toEqual([])
    expect(log.closing).toEqual({ kind: 'moved', fence: 8 })
  })

  it('is found by its address, and by its key while no higher fence is open, until it is removed', () => {
    const logs = createLiveLogs<string>()
    const older = logs.open(address, 7)
    const newer = logs.open({ ...address, fence: 8 }, 7)
    expect(logs.find(address)).toBe(older)
    expect(logs.newestOf(address)).toBe(newer)
    expect(logs.newestOf({ ...address, scope: 'tenant:acme' })).toBeUndefined()
    logs.remove(older)
    expect(logs.find(address)).toBeUndefined()
    expect(logs.newestOf(address)).toBe(newer)
    logs.remove(newer)
    expect(logs.newestOf(address)).toBeUndefined()
  })

  it('knows whether anybody reads it but one caller', () => {
    const log = createLiveLogs<string>().open(address, 7)
    expect(log.isReadByOthersThan('one')).toBe(false)
    const leave = log.join('one')
    const leaveAgain = log.join('one')
    expect(log.isReadByOthersThan('one')).toBe(false)
    expect(log.isReadByOthersThan('two')).toBe(true)
    const leaveTwo = log.join('two')
    expect(log.isReadByOthersThan('one')).toBe(true)
    leaveTwo()
    leaveTwo()
    leave()
    expect(log.readers).toBe(1)
    expect(log.isReadByOthersThan('two')).toBe(true)
    leaveAgain()
    expect(log.readers).toBe(0)
  })
})
