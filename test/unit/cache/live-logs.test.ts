import { describe, expect, it } from 'vitest'
import { createLiveLogs, followLive } from '../../../shared/cache/live-logs.ts'

const address = { scope: 'public', key: 'aa', fence: 7 }

describe('a live log', () => {
  it('gives every reader all events, whenever the reader comes', async () => {
    const log = createLiveLogs<string>().open(address)
    log.push('one')
    const early = collect(followLive(log))
    log.push('two')
    const late = collect(followLive(log))
    log.push('three')
    log.end()
    expect(await early).toEqual(['one', 'two', 'three'])
    expect(await late).toEqual(['one', 'two', 'three'])
    expect(await collect(followLive(log))).toEqual(['one', 'two', 'three'])
  })

  it('lets one reader leave or sleep without holding the others', async () => {
    const log = createLiveLogs<string>().open(address)
    const sleeper = followLive(log)
    const leaver = followLive(log)
    log.push('one')
    expect((await sleeper.next()).value).toBe('one')
    expect((await leaver.next()).value).toBe('one')
    await leaver.return(undefined)
    log.push('two')
    log.end()
    expect(await collect(followLive(log))).toEqual(['one', 'two'])
    expect(await collect(sleeper)).toEqual(['two'])
  })

  it('is found by its address while it is written, and not after', () => {
    const logs = createLiveLogs<string>()
    const log = logs.open(address)
    expect(logs.find({ ...address })).toBe(log)
    expect(logs.find({ ...address, fence: 8 })).toBeUndefined()
    log.end()
    expect(logs.find(address)).toBeUndefined()
  })
})

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = []
  for await (const item of items) collected.push(item)
  return collected
}
