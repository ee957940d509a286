import { describe, expect, it } from 'vitest'
import { createHostTurns } from '../../../../shared/adapters/pages/courtesy/host-turns.ts'
import { createVirtualTime } from '../../../support/virtual-time.ts'

const HOST = 'a.example'

function world(perHost: number) {
  const time = createVirtualTime({ startMs: 0 })
  const { clock } = time.createProcess('one', { skewMs: 0 })
  const turns = createHostTurns({ clock, perHost })
  const log: string[] = []
  const how = { delayMs: 0, longestWaitMs: 60_000, signal: new AbortController().signal }
  /** Visits a host, which takes `ms` to answer. */
  const visit = async (name: string, ms: number, given: Partial<typeof how> & { host?: string } = {}) => {
    const leave = await turns.enter(given.host ?? HOST, { ...how, ...given })
    if (leave === null) return void log.push(`${name} refused at ${clock.now()}`)
    log.push(`${name} at ${clock.now()}`)
    await clock.sleep(ms)
    leave()
    leave()
  }
  time.after(0, () => undefined)
  const run = () => time.run({ untilMs: 1_000_000, eventsAtMost: 10_000 })
  return { turns, visit, run, log, time }
}

describe('turns at a host', () => {
  it('are so many at once, first come, first served', async () => {
    const { visit, run, log } = world(2)
    for (const name of ['a', 'b', 'c', 'd', 'e']) void visit(name, 100)
    void visit('elsewhere', 100, { host: 'b.example' })
    await run()
    expect(log.toSorted()).toEqual(['a at 0', 'b at 0', 'c at 100', 'd at 100', 'e at 200', 'elsewhere at 0'])
  })

  it('begin so far apart as the host asks', async () => {
    const { visit, run, log } = world(4)
    for (const name of ['a', 'b', 'c']) void visit(name, 10, { delayMs: 2_000 })
    await run()
    expect(log).toEqual(['a at 0', 'b at 2000', 'c at 4000'])
  })

  it('are refused when they would come too late, and leave their place to others', async () => {
    const { visit, run, log } = world(1)
    void visit('a', 10, { delayMs: 5_000 })
    void visit('b', 10, { delayMs: 5_000, longestWaitMs: 2_000 })
    void visit('c', 10, { delayMs: 5_000 })
    await run()
    expect(log).toEqual(['a at 0', 'b refused at 10', 'c at 5000'])
  })

  it('wait for as long as the host is held', async () => {
    const { turns, visit, run, log } = world(1)
    turns.hold(HOST, 7_000)
    void visit('a', 10)
    await run()
    expect(log).toEqual(['a at 7000'])
  })

  it('pass on to the next when somebody leaves the line, waiting or held up', async () => {
    const { visit, run, log, time } = world(1)
    const gone = new AbortController()
    const late = new AbortController()
    void visit('a', 100, { delayMs: 1_000 })
    const waiting = visit('b', 100, { signal: gone.signal }).catch((reason: unknown) => reason)
    const held = visit('c', 100, { signal: late.signal }).catch((reason: unknown) => reason)
    void visit('d', 100)
    time.after(50, () => gone.abort('gone'))
    time.after(500, () => late.abort('late'))
    await run()
    expect(await Promise.all([waiting, held])).toEqual(['gone', 'late'])
    expect(log).toEqual(['a at 0', 'd at 1000'])
  })
})
