import { beforeEach, describe, expect, it } from 'vitest'
import {
  type Admission,
  createModelGate,
  type QueueNotice,
  type Ticket,
} from '../../../../shared/answer/admission/model-gate.ts'
import { createMemoryModelSlots } from '../../../support/memory-model-slots.ts'
import { createSeededRandom } from '../../../support/seeded-random.ts'
import { createVirtualTime, type VirtualProcess, type VirtualTime } from '../../../support/virtual-time.ts'

const START = 1_800_000_000_000

describe('the gate of a model', () => {
  let time: VirtualTime
  let slots: ReturnType<typeof createMemoryModelSlots>
  let log: string[]
  const say = (text: string) => log.push(`${time.now() - START} ${text}`)

  beforeEach(() => {
    time = createVirtualTime({ startMs: START })
    slots = createMemoryModelSlots({ clock: time })
    log = []
  })

  const gateOf = (process: VirtualProcess, limit = 1) =>
    createModelGate({ model: 'm', limit, slots, clock: process.clock, random: () => 0.5 })
  const process = (name = 'p') => time.createProcess(name, { skewMs: 0 })
  /** Waits, streams for `ms` when it is let in, and says what happened. */
  const stream = async (name: string, at: VirtualProcess, ticket: Ticket, ms: number) => {
    const admission = await waitFor(ticket, ({ position, etaMs }) =>
      say(`${name} is ${position}, ${etaMs} ms`),
    )
    if (admission.kind === 'busy') return void say(`${name} is not let in`)
    say(`${name} begins`)
    await at.clock.sleep(ms)
    say(`${name} ends`)
    ticket.leave()
  }
  const run = () => {
    // Lets what was begun before get as far as it can.
    time.after(0, () => undefined)
    return time.run({ untilMs: START + 600_000, eventsAtMost: 100_000 })
  }

  it('lets in at once who finds room, and tells nothing of a queue', async () => {
    const here = process()
    const gate = gateOf(here, 2)
    for (const name of ['a', 'b'])
      void stream(
        name,
        here,
        gate.enter({ estimateMs: 1_000, waitMs: 500, signal: new AbortController().signal }),
        1_000,
      )
    expect(await run()).toBe('idle')
    expect(log).toEqual(['0 a begins', '0 b begins', '1000 a ends', '1000 b ends'])
    expect(await slots.inUse('m')).toBe(0)
  })

  it('has the others wait in their order, with place and time, and hands the slot on at once', async () => {
    const here = process()
    const gate = gateOf(here)
    void stream(
      'a',
      here,
      gate.enter({ estimateMs: 1_000, waitMs: 9_000, signal: new AbortController().signal }),
      1_000,
    )
    here.after(1, () => {
      void stream(
        'b',
        here,
        gate.enter({ estimateMs: 1_000, waitMs: 9_000, signal: new AbortController().signal }),
        1_000,
      )
      void stream(
        'c',
        here,
        gate.enter({ estimateMs: 1_000, waitMs: 9_000, signal: new AbortController().signal }),
        1_000,
      )
      expect([gate.running, gate.queued]).toEqual([1, 2])
    })
    expect(await run()).toBe('idle')
    expect(log).toEqual([
      '0 a begins',
      '201 b is 1, 799 ms',
      '201 c is 2, 1799 ms',
      '1000 a ends',
      '1000 c is 1, 1000 ms',
      '1000 b begins',
      '2000 b ends',
      '2000 c begins',
      '3000 c ends',
    ])
  })

  it('is not opened twice by one who leaves twice', async () => {
    const here = process()
    const gate = gateOf(here)
    const enter = () => gate.enter({ estimateMs: 1_000, waitMs: 9_000, signal: new AbortController().signal })
    const first = enter()
    void stream('a', here, first, 1_000)
    here.after(1, () => {
      void stream('b', here, enter(), 1_000)
      void stream('c', here, enter(), 1_000)
    })
    here.after(1_500, () => first.leave())
    expect(await run()).toBe('idle')
    expect(log.filter((line) => /begins|ends/.test(line))).toEqual([
      '0 a begins',
      '1000 a ends',
      '1000 b begins',
      '2000 b ends',
      '2000 c begins',
      '3000 c ends',
    ])
  })

  it('tells at once who would have to wait for longer than they can', async () => {
    const here = process()
    const gate = gateOf(here)
    void stream(
      'a',
      here,
      gate.enter({ estimateMs: 4_000, waitMs: 500, signal: new AbortController().signal }),
      1_000,
    )
    here.after(1, () => {
      void stream(
        'b',
        here,
        gate.enter({ estimateMs: 4_000, waitMs: 2_000, signal: new AbortController().signal }),
        1_000,
      )
    })
    expect(await run()).toBe('idle')
    expect(log).toEqual(['0 a begins', '1 b is not let in', '1000 a ends'])
  })

  it('tells those who have waited in vain, and those whose answer was ended meanwhile', async () => {
    const here = process()
    const gate = gateOf(here)
    const ended = new AbortController()
    void stream(
      'a',
      here,
      gate.enter({ estimateMs: 1_000, waitMs: 500, signal: new AbortController().signal }),
      9_000,
    )
    here.after(1, () => {
      void stream(
        'b',
        here,
        gate.enter({ estimateMs: 1_000, waitMs: 2_000, signal: new AbortController().signal }),
        1_000,
      )
      void stream('c', here, gate.enter({ estimateMs: 1_000, waitMs: 8_000, signal: ended.signal }), 1_000)
    })
    here.after(3_000, () => ended.abort())
    expect(await run()).toBe('idle')
    expect(log.filter((line) => !line.includes(' is 1') && !line.includes(' is 2'))).toEqual([
      '0 a begins',
      '2001 b is not let in',
      '3000 c is not let in',
      '9000 a ends',
    ])
    expect(gate.queued).toBe(0)
  })

  it('does not stay with one process while another waits', async () => {
    const [one, two] = [process('one'), process('two')]
    const [here, there] = [gateOf(one), gateOf(two)]
    for (let n = 0; n < 40; n += 1)
      void stream(
        'one',
        one,
        here.enter({ estimateMs: 100, waitMs: 60_000, signal: new AbortController().signal }),
        1_000,
      )
    void stream(
      'two',
      two,
      there.enter({ estimateMs: 100, waitMs: 30_000, signal: new AbortController().signal }),
      1_000,
    )
    expect(await run()).toBe('idle')
    expect(log.some((line) => line.endsWith('two begins'))).toBe(true)
  })

  it('goes by its own count while the store is away', async () => {
    const here = process()
    const gate = gateOf(here)
    for (let n = 0; n < 50; n += 1) slots.failing.push(new Error('the store is away'))
    for (const name of ['a', 'b'])
      void stream(
        name,
        here,
        gate.enter({ estimateMs: 100, waitMs: 5_000, signal: new AbortController().signal }),
        1_000,
      )
    expect(await run()).toBe('idle')
    expect(log.filter((line) => /begins|ends/.test(line))).toHaveLength(4)
    expect(log.indexOf('1000 a ends')).toBeLessThan(log.findIndex((line) => line.endsWith('b begins')))
  })

  it('ends the stream of a process that stood still for longer than its slot was kept', async () => {
    const [one, two] = [process('one'), process('two')]
    const [here, there] = [gateOf(one), gateOf(two)]
    let isEnded = false
    const ticket = here.enter({ estimateMs: 100, waitMs: 5_000, signal: new AbortController().signal })
    void waitFor(ticket).then((admission) => {
      if (admission.kind !== 'admitted') return
      admission.signal.addEventListener('abort', () => {
        isEnded = true
        say('one is ended')
        ticket.leave()
      })
    })
    one.after(1_000, () => one.pause(40_000))
    two.after(2_000, () => {
      void stream(
        'two',
        two,
        there.enter({ estimateMs: 100, waitMs: 60_000, signal: new AbortController().signal }),
        25_000,
      )
    })
    expect(await run()).toBe('idle')
    expect(isEnded).toBe(true)
    expect(log.find((line) => line.endsWith('two begins'))).toMatch(/^20\d{3} /)
    expect(log.at(-1)).toMatch(/two ends$/)
  })

  it.each(Array.from({ length: 40 }, (_, seed) => seed + 1))(
    'never lets more in than there is room for, over processes that stand still or die (seed %i)',
    async (seed) => {
      const random = createSeededRandom(seed)
      const limit = 1 + Math.floor(random() * 4)
      const streaming = new Set<{ at: VirtualProcess; isEnded: () => boolean }>()
      let settled = 0
      let most = 0
      const processes = Array.from({ length: 3 }, (_, n) => time.createProcess(`p${n}`, { skewMs: 0 }))
      const gates = processes.map((at) =>
        createModelGate({ model: 'm', limit, slots, clock: at.clock, random }),
      )
      const one = async (n: number, ms: number) => {
        const at = processes[n]!
        const ticket = gates[n]!.enter({
          estimateMs: 1_000,
          waitMs: 20_000,
          signal: new AbortController().signal,
        })
        const admission = await waitFor(ticket)
        settled += 1
        if (admission.kind === 'busy') return
        const mine = { at, isEnded: () => admission.signal.aborted }
        streaming.add(mine)
        // The connections of a dead process are closed; those of one that stands still are not.
        const open = [...streaming].filter((each) => each.at.isAlive && !each.isEnded())
        most = Math.max(most, open.length)
        await at.clock.sleep(ms)
        streaming.delete(mine)
        ticket.leave()
      }
      for (let n = 0; n < 60; n += 1) {
        const which = Math.floor(random() * 3)
        processes[which]!.after(random() * 30_000, () => void one(which, 200 + random() * 4_000))
      }
      time.after(5_000 + random() * 20_000, () => processes[0]!.pause(random() * 9_000))
      time.after(5_000 + random() * 20_000, () => processes[1]!.kill())
      expect(await run()).toBe('idle')
      expect(most).toBeLessThanOrEqual(limit)
      expect(settled).toBeGreaterThan(20)
    },
  )
})

async function waitFor(
  ticket: Ticket,
  onNotice: (notice: QueueNotice) => void = () => undefined,
): Promise<Admission> {
  const waiting = ticket.wait()
  for (;;) {
    const step = await waiting.next()
    if (step.done) return step.value
    onNotice(step.value)
  }
}
