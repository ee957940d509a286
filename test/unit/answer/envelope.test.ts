import { describe, expect, it } from 'vitest'
import { type Envelope, readThrough, savedBy, wrapEnd } from '../../../shared/answer/envelope.ts'
import type { AnswerEvent, FillEnd } from '../../../shared/answer/events.ts'
import { ANSWER_EXAMPLE } from '../../../shared/api/openapi-examples.ts'
import { encodeAnswerId } from '../../../shared/cache/answer-id.ts'
import type { Read } from '../../../shared/cache/read-log.ts'

const NOTHING = { model_calls: 0, tokens: 0, gpu_seconds: 0, usd: 0 }
const TAKEN = { input_tokens: 100, output_tokens: 20, reasoning_tokens: 15, gpu_seconds: 0.5, usd: 0.001 }
const UNCHARGED = {
  input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  gpu_seconds: 0,
  usd: 0,
  searches: 0,
  pages_read: 0,
}

const END: FillEnd = {
  type: 'answer-end',
  status: 'completed',
  standalone_question: 'Why do tides rise?',
  language: 'en',
  mode: { requested: 'deep', served: 'deep', model: 'r1', reason: null },
  filters_applied: {},
  usage: { ...TAKEN, searches: 1, pages_read: 6 },
  timing: { search_ms: 30, read_ms: 40 },
  created_at: '2026-11-24T00:00:00.000Z',
  completed_at: '2026-11-24T00:00:10.000Z',
}
const ENVELOPE: Envelope = {
  id: 'ans_mine',
  question: 'why do TIDES rise',
  requestedMode: 'auto',
  cache: ANSWER_EXAMPLE.cache,
  askedAt: 1_000,
  hide: { reasoning: true, followUps: true },
  isCharged: true,
  isReplay: false,
}
const TIMES = { first_delta_ms: 5, total_ms: 9 }
const outcomeOfStale = () => ({ ...ENVELOPE.cache, state: 'stale' as const, age_s: 90 })

describe('the end of an answer, as one reader sees it', () => {
  it('is charged to who started it', () => {
    expect(wrapEnd(END, ENVELOPE, TIMES)).toEqual({
      ...END,
      id: 'ans_mine',
      question: 'why do TIDES rise',
      mode: { requested: 'auto', served: 'deep', model: 'r1', reason: null },
      cache: { ...ANSWER_EXAMPLE.cache, saved: NOTHING },
      timing: { search_ms: 30, read_ms: 40, first_delta_ms: 5, total_ms: 9 },
    })
  })

  it('tells others what they were spared, and charges them nothing', () => {
    const end = wrapEnd(END, { ...ENVELOPE, isCharged: false }, TIMES)
    expect(end.usage).toEqual(UNCHARGED)
    expect(end.cache.saved).toEqual({ model_calls: 1, tokens: 120, gpu_seconds: 0.5, usd: 0.001 })
  })

  it('has no time of searching for who reads a copy', () => {
    expect(wrapEnd(END, { ...ENVELOPE, isReplay: true }, TIMES).timing).toEqual({
      search_ms: 0,
      read_ms: 0,
      first_delta_ms: 5,
      total_ms: 9,
    })
  })

  it('has the words of the log for who has none of their own', () => {
    const { question, mode } = wrapEnd(END, { ...ENVELOPE, question: null, requestedMode: null }, TIMES)
    expect([question, mode.requested]).toEqual(['Why do tides rise?', 'deep'])
  })

  it('spares nobody a call that was not made', () => {
    const mode = { ...END.mode, served: 'extractive' as const, model: null }
    expect(savedBy({ mode, usage: UNCHARGED })).toEqual(NOTHING)
  })
})

describe('a reading', () => {
  const EVENTS: AnswerEvent[] = [
    { type: 'reasoning-delta', text: 'Hm.' },
    { type: 'synopsis-delta', text: 'The moon ' },
    { type: 'synopsis-delta', text: 'pulls.' },
    { type: 'follow-ups', questions: ['And the sun?'] },
    END,
  ]
  const IDENTITY = { scope: 'public', key: 'ab12', fill: 9 }

  async function* log(restartAt = -1): AsyncGenerator<Read<AnswerEvent>> {
    for (const [n, event] of EVENTS.entries()) {
      if (n === restartAt) yield { kind: 'restart', reason: 'moved', identity: IDENTITY }
      yield { kind: 'event', id: 7_000_000 + n, event }
    }
  }
  /** A clock that goes on by 10 ms each time it is looked at. */
  const createClock = () => {
    let now = 1_000
    return {
      sleep: async () => undefined,
      now: () => {
        now += 10
        return now
      },
    }
  }
  const read = async (envelope: Partial<Envelope> = {}, restartAt = -1) => {
    const events = readThrough(
      log(restartAt),
      { ...ENVELOPE, ...envelope },
      { clock: createClock(), outcomeOfStale },
    )
    return collect(events)
  }

  it('begins with the reader’s own event, and keeps the numbers of the others', async () => {
    const events = await read({ hide: { reasoning: false, followUps: false } })
    expect(events.map(({ id, event }) => [id, event.type])).toEqual([
      [null, 'answer-start'],
      [7_000_000, 'reasoning-delta'],
      [7_000_001, 'synopsis-delta'],
      [7_000_002, 'synopsis-delta'],
      [7_000_003, 'follow-ups'],
      [7_000_004, 'answer-end'],
    ])
    expect(events[0]?.event).toEqual({
      type: 'answer-start',
      id: 'ans_mine',
      question: 'why do TIDES rise',
      mode: { requested: 'auto' },
      cache: ANSWER_EXAMPLE.cache,
    })
    expect(events.at(-1)?.event).toMatchObject({ timing: { first_delta_ms: 10, total_ms: 20 } })
  })

  it('leaves out what the reader does not want', async () => {
    const types = (await read()).map(({ event }) => event.type)
    expect(types).toEqual(['answer-start', 'synopsis-delta', 'synopsis-delta', 'answer-end'])
  })

  it('goes on under the id of the answer that it restarts with', async () => {
    const events = (await read({}, 2)).map(({ event }) => event)
    const id = encodeAnswerId(IDENTITY)
    expect(events[2]).toEqual({ type: 'answer-restart', reason: 'moved', id })
    expect(events.at(-1)).toMatchObject({ type: 'answer-end', id })
  })

  it('is a hit that costs nothing when the answer to another wording turns up', async () => {
    async function* redirected(): AsyncGenerator<Read<AnswerEvent>> {
      const facts = {
        retrievedAt: 1_000,
        freshness: 'evergreen',
        degraded: false,
        collections: {},
        passages: null,
      } as const
      const match = { question: 'What makes the tides?', similarity: 0.99 }
      yield { kind: 'matched', match, facts, freshUntil: 61_010 }
      yield* log()
    }
    const miss = { ...ENVELOPE, cache: { ...ENVELOPE.cache, state: 'miss' as const } }
    const events = await collect(readThrough(redirected(), miss, { clock: createClock(), outcomeOfStale }))
    expect(events.at(-1)?.event).toMatchObject({
      cache: { state: 'hit', layer: 'semantic', matched_question: 'What makes the tides?', expires_in_s: 60 },
      usage: UNCHARGED,
    })
  })

  it.each([
    ['is kept for a minute where something failed', { state: 'miss' }, 60],
    ['is kept as told before where it was there already', { state: 'hit', layer: 'exact' }, 600],
    ['is not kept where it was not to be', { state: 'miss', expires_in_s: null }, null],
  ] as const)('%s', async (_, cache, expires_in_s) => {
    async function* failing(): AsyncGenerator<Read<AnswerEvent>> {
      const failed = { type: 'warning', code: 'search_failed', reason: 'search_unavailable' } as const
      yield { kind: 'event', id: 6_999_999, event: failed }
      yield* log()
    }
    const envelope = { ...ENVELOPE, cache: { ...ENVELOPE.cache, layer: null, expires_in_s: 600, ...cache } }
    const events = await collect(readThrough(failing(), envelope, { clock: createClock(), outcomeOfStale }))
    expect(events.at(-1)?.event).toMatchObject({ cache: { expires_in_s } })
  })

  it('tells once how it ended', async () => {
    const ends: unknown[] = []
    await collect(
      readThrough(log(), ENVELOPE, {
        clock: createClock(),
        onEnd: (end) => ends.push(end.id),
        outcomeOfStale,
      }),
    )
    expect(ends).toEqual(['ans_mine'])
  })
})

async function collect<Value>(values: AsyncIterable<Value>): Promise<Value[]> {
  const collected: Value[] = []
  for await (const value of values) collected.push(value)
  return collected
}
