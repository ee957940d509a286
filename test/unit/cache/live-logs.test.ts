import { describe, expect, it } from 'vitest'
import { createLiveLogs } from '../../../shared/cache/live-logs.ts'
import { settled } from '../../support/cache-deps.ts'

const address = { scope: 'public', key: 'aa', fence: 7 }
const opened = () => createLiveLogs<string>().open(address, 7)

/** Whether the promise has settled by now. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let has = false
  void promise.then(() => {
    has = true
  })
  await settled()
  return has
}

describe('a live log', () => {
  it('keeps its events in order, and what it was opened for', () => {
    const log = createLiveLogs<string>().open(address, 5)
    log.push('one')
    log.push('two')
    expect(log).toMatchObject({
      address,
      fill: 5,
      events: ['one', 'two'],
      closing: undefined,
      request: undefined,
    })
  })

  it('wakes all who wait for more, and only then', async () => {
    const log = opened()
    const waiting = [log.grownPast(0), log.grownPast(0)]
    expect(await isSettled(Promise.all(waiting))).toBe(false)
    log.push('one')
    expect(await isSettled(Promise.all(waiting))).toBe(true)
    expect(await isSettled(log.grownPast(0))).toBe(true)
    expect(await isSettled(log.grownPast(1))).toBe(false)
  })

  it('wakes all who wait when it is closed, and keeps nobody waiting after that', async () => {
    const log = opened()
    const waiting = log.grownPast(0)
    log.close({ kind: 'ended' })
    expect(await isSettled(waiting)).toBe(true)
    expect(await isSettled(log.grownPast(9))).toBe(true)
  })

  it('is closed once, and takes no event after that', () => {
    const log = opened()
    log.push('one')
    log.close({ kind: 'moved', fence: 8 })
    log.close({ kind: 'ended' })
    log.push('late')
    expect(log.closing).toEqual({ kind: 'moved', fence: 8 })
    expect(log.events).toEqual(['one'])
  })

  it('counts its readers, each until they leave, and leaving twice is leaving once', () => {
    const log = opened()
    expect(log.readers).toBe(0)
    const leave = log.join('ann')
    const leaveAgain = log.join('ann')
    log.join('bob')
    expect(log.readers).toBe(3)
    leave()
    leave()
    expect(log.readers).toBe(2)
    leaveAgain()
    expect(log.readers).toBe(1)
  })

  it('knows whether others read than one caller, however often that one does', () => {
    const log = opened()
    expect(log.isReadByOthersThan('ann')).toBe(false)
    const leave = [log.join('ann'), log.join('ann')]
    expect(log.isReadByOthersThan('ann')).toBe(false)
    expect(log.isReadByOthersThan('bob')).toBe(true)
    const leaveBob = log.join('bob')
    expect(log.isReadByOthersThan('ann')).toBe(true)
    leave[0]?.()
    leave[0]?.()
    expect(log.isReadByOthersThan('bob')).toBe(true)
    leave[1]?.()
    expect(log.isReadByOthersThan('bob')).toBe(false)
    leaveBob()
    expect(log.isReadByOthersThan('ann')).toBe(false)
  })
})

describe('the live logs of a process', () => {
  it('are found by their address, scope and fence included, until they are removed', () => {
    const logs = createLiveLogs<string>()
    const log = logs.open(address, 7)
    expect(logs.find({ ...address })).toBe(log)
    expect(logs.find({ ...address, fence: 8 })).toBeUndefined()
    expect(logs.find({ ...address, scope: 'tenant:a' })).toBeUndefined()
    expect(logs.newestOf({ scope: 'public', key: 'aa' })).toBe(log)
    logs.remove(log)
    expect(logs.find(address)).toBeUndefined()
    expect(logs.newestOf(address)).toBeUndefined()
  })

  it('tell the one of the highest fence, whichever was opened last', () => {
    const logs = createLiveLogs<string>()
    const newer = logs.open({ ...address, fence: 8 }, 7)
    const older = logs.open(address, 7)
    expect(logs.newestOf(address)).toBe(newer)
    logs.remove(older)
    expect(logs.newestOf(address)).toBe(newer)
    expect(logs.find(newer.address)).toBe(newer)
  })

  it('let those read on who read one that is removed', async () => {
    const logs = createLiveLogs<string>()
    const log = logs.open(address, 7)
    log.push('one')
    const waiting = log.grownPast(1)
    logs.remove(log)
    log.push('two')
    expect(await isSettled(waiting)).toBe(true)
    expect(log.events).toEqual(['one', 'two'])
  })

  it('do not lose the log that has come in the place of a removed one', () => {
    const logs = createLiveLogs<string>()
    const first = logs.open(address, 7)
    logs.remove(first)
    const second = logs.open(address, 7)
    logs.remove(first)
    expect(logs.find(address)).toBe(second)
    expect(logs.newestOf(address)).toBe(second)
  })
})
