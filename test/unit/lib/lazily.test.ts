import { describe, expect, it } from 'vitest'
import { lazily, streamLazily } from '../../../shared/lib/lazily.ts'

type Port = { add(one: number, other: number): Promise<number>; name(): Promise<string>; kind: string }

const port: Port = {
  add: async (one, other) => one + other,
  async name() {
    return this.kind
  },
  kind: 'sum',
}

describe('lazily', () => {
  it('loads once, by the first call, and passes on what is given and returned', async () => {
    let loads = 0
    const load = async () => {
      loads += 1
      return port
    }
    const lazy = lazily(load, ['add', 'name'])
    expect(loads).toBe(0)
    expect(await Promise.all([lazy.add(1, 2), lazy.add(3, 4), lazy.name()])).toEqual([3, 7, 'sum'])
    expect(loads).toBe(1)
  })

  it('loads again after a failure', async () => {
    let loads = 0
    const load = async () => {
      loads += 1
      if (loads === 1) throw new Error('no such file')
      return port
    }
    const lazy = lazily(load, ['add'])
    await expect(lazy.add(1, 2)).rejects.toThrow('no such file')
    expect(await lazy.add(1, 2)).toBe(3)
  })
})

describe('streamLazily', () => {
  it('loads when it is read, and ends what it reads when its reader leaves', async () => {
    const told: string[] = []
    async function* parts() {
      try {
        told.push('began')
        yield 1
        yield 2
      } finally {
        told.push('ended')
      }
    }
    const stream = streamLazily(async () => {
      told.push('loaded')
      return parts()
    })
    expect(told).toEqual([])
    for await (const part of stream) {
      expect(part).toBe(1)
      break
    }
    expect(told).toEqual(['loaded', 'began', 'ended'])
  })
})
