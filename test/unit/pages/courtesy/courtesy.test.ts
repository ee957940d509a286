import { describe, expect, it } from 'vitest'
import { createCourtesy } from '../../../../shared/adapters/pages/courtesy/courtesy.ts'
import { createHostTurns } from '../../../../shared/adapters/pages/courtesy/host-turns.ts'
import { createRobotsFiles } from '../../../../shared/adapters/pages/courtesy/robots-files.ts'
import { type ErrorCode, IngotError } from '../../../../shared/errors.ts'

const HOUR_MS = 3_600_000
const { signal } = new AbortController()

/** What hosts answer when asked for their robots.txt, and what was asked. */
function world(answer: string | { code: ErrorCode; retryable?: boolean }) {
  const asked: string[] = []
  let now = 0
  const later = (ms: number) => {
    now += ms
  }
  const clock = { now: () => now, sleep: async (ms: number) => later(ms) }
  const robots = createRobotsFiles({
    clock,
    agent: 'Ingot',
    fetchRobots: async (url) => {
      asked.push(url)
      if (typeof answer === 'string') return { bytes: new TextEncoder().encode(answer) }
      const { code, ...options } = answer
      throw new IngotError(code, 'No.', options)
    },
  })
  const turns = createHostTurns({ clock, perHost: 4 })
  const courtesy = createCourtesy({ robots, turns, delayMs: 500, longestWaitMs: 10_000 })
  const enter = async (url: string) => {
    try {
      const leave = await courtesy.enter(new URL(url), { signal })
      leave()
      return now
    } catch (thrown) {
      const error = thrown as IngotError
      return `${error.code}${error.retryable ? ', retryable' : ''}`
    }
  }
  return { enter, asked, later }
}

describe('a host', () => {
  it('is asked for its robots.txt once a day, by origin', async () => {
    const { enter, asked, later } = world('')
    await enter('https://a.example/1')
    await enter('https://a.example/2')
    await enter('https://a.example:8443/3')
    later(25 * HOUR_MS)
    await enter('https://a.example/4')
    expect(asked).toEqual([
      'https://a.example/robots.txt',
      'https://a.example:8443/robots.txt',
      'https://a.example/robots.txt',
    ])
  })

  it('is not asked for what it disallows', async () => {
    const { enter } = world('User-agent: *\nDisallow: /private')
    expect(await enter('https://a.example/private/1')).toBe('page_refused_by_robots')
    expect(await enter('https://a.example/public')).toBe(0)
  })

  it('is asked no faster than we mean to, or than it says', async () => {
    const ours = world('')
    expect([await ours.enter('https://a.example/1'), await ours.enter('https://a.example/2')]).toEqual([
      0, 500,
    ])
    const theirs = world('User-agent: *\nCrawl-delay: 3')
    expect([await theirs.enter('https://a.example/1'), await theirs.enter('https://a.example/2')]).toEqual([
      0, 3_000,
    ])
  })

  it('is not asked at all when its turn would come too late', async () => {
    const { enter } = world('User-agent: *\nCrawl-delay: 30')
    expect(await enter('https://a.example/1')).toBe(0)
    expect(await enter('https://a.example/2')).toBe('page_unavailable, retryable')
  })

  it.each([
    ['page_not_found' as const],
    ['page_address_refused' as const],
    ['page_unsupported' as const],
    ['page_too_many_redirects' as const],
  ])('without a robots.txt allows everything: %s', async (code) => {
    expect(await world({ code }).enter('https://a.example/1')).toBe(0)
  })

  it.each([
    [{ code: 'page_unavailable' as const }],
    [{ code: 'page_timeout' as const }],
    [{ code: 'page_too_large' as const }],
  ])('whose robots.txt cannot be read is left alone for five minutes: $code', async (answer) => {
    const { enter, asked, later } = world(answer)
    expect(await enter('https://a.example/1')).toBe('page_refused_by_robots, retryable')
    expect(await enter('https://a.example/2')).toBe('page_refused_by_robots, retryable')
    expect(asked.length).toBe(1)
    later(301_000)
    await enter('https://a.example/3')
    expect(asked.length).toBe(2)
  })
})
