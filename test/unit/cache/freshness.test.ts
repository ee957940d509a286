import { describe, expect, it } from 'vitest'
import { freshnessOf, validityOf } from '../../../shared/cache/freshness.ts'
import { DEFAULT_LIFETIMES } from '../../../shared/config/lifetimes.ts'
import type { FreshnessClass } from '../../../shared/metrics/definitions.ts'

const NOW = Date.parse('2026-11-23T12:00:00Z')

const CASES: Record<FreshnessClass, readonly string[]> = {
  live: [
    'What is the weather in Paris?',
    'paris weather',
    'Will it rain in Oslo?',
    'What is the Tesla stock price?',
    'price of gold',
    'USD to EUR',
    'What is the exchange rate of the yen?',
    'What’s the score?',
    'Who is winning the election?',
    'Is GitHub down?',
    'is the playstation network offline again',
    'How is the traffic on the A1?',
    'Departures from Gatwick',
    'When is the next train to Leeds?',
    'What time is it in Tokyo?',
    'What should I cook right now?',
    'Which pharmacies are near me?',
    '北京天气怎么样？',
    '騰訊股價多少',
    '美元兑人民币汇率',
    '现在几点了',
    'Bitcoin price today',
    'How have oil prices moved since 2011?',
  ],
  news: [
    'What is the latest on the strike?',
    'What happened today?',
    'Who won the election?',
    'News about Tencent',
    'election results',
    'What happened on November 23?',
    'What happened on 2026-11-22?',
    'Was the 24th of Nov. 2026 a holiday?',
    'Games of 23/11/2026',
    'What did the court decide yesterday?',
    'Fires 3 hours ago',
    '最新的手机有哪些？',
    '今天有什么比赛',
    '11月23日发生了什么',
    '刚刚的地震在哪',
  ],
  recent: [
    'What changed this week?',
    'Which laws change next year?',
    'What is the current interest rate?',
    'What is the newest version of Node?',
    'Best phones of 2026',
    'Which films came out in 2025?',
    'What is planned for 2027?',
    'Who is the president of France?',
    "Who's the CEO of Apple?",
    'When will GTA 6 be released?',
    'How much does a Tesla cost?',
    'What is the net worth of Bill Gates?',
    'What is the price of a Golf?',
    '2026年有哪些假期',
    '本周有什么新电影',
    '目前的法国总统是谁',
    '今年的春节是哪天',
    'iPhone 多少钱',
    'How has the EU grown since 2004 and this year?',
  ],
  evergreen: [
    'What is photosynthesis?',
    'How do I tie a tie?',
    'Who was the president of France in 1990?',
    'Who is the author of Emma?',
    'What was the price of oil in 1973?',
    'How was the weather in Chernobyl in 1986?',
    'What happened on November 23, 1963?',
    'What happened on 2019-11-23?',
    'What is electric current?',
    'What is the difference between alternating current and direct current?',
    'How does current flow in a wire?',
    'Why do ocean currents matter?',
    'What is a current account?',
    'What is price elasticity of demand?',
    'What is weathering?',
    'How does the weather affect crops?',
    'Who wrote the score of Star Wars?',
    'Who composed the film score of Jaws?',
    'What is a good credit score?',
    'Who sings "Today" and "Right Now"?',
    'Who wrote “Latest News”?',
    "What is 'Breaking News' by Martin Amis about?",
    'What does "the latest" mean?',
    'Who owned the newspaper in 1950?',
    'Who founded USA Today?',
    'What is fake news?',
    'What does a red traffic light mean?',
    'How do I get traffic to my website?',
    'Who won the war of 1812?',
    'Who won the Battle of Hastings?',
    'How are exchange rates determined?',
    'Is breaking a leg painful?',
    'What is 2026.5 rounded?',
    'How many calories are in 2026 calories?',
    'Why does snow fall?',
    '什么是光合作用？',
    '《今天》是谁唱的',
    '现在完成时怎么用',
    '汇率是什么意思',
    '1990年的法国总统是谁',
    '新闻学专业学什么',
  ],
}

describe('the freshness class', () => {
  for (const [freshness, questions] of Object.entries(CASES)) {
    it.each(questions)(`is ${freshness}: %s`, (question) => {
      expect(freshnessOf(question, { now: NOW })).toBe(freshness)
    })
  }

  it('moves with the clock', () => {
    const at = (question: string, day: string) => freshnessOf(question, { now: Date.parse(day) })
    expect(at('Best films of 2024', '2024-06-01')).toBe('recent')
    expect(at('Best films of 2024', '2025-06-01')).toBe('recent')
    expect(at('Best films of 2024', '2026-06-01')).toBe('evergreen')
    expect(at('What happened on May 4?', '2026-05-05')).toBe('news')
    expect(at('What happened on May 4?', '2026-05-06')).toBe('evergreen')
    expect(at('What happened on December 31, 2025?', '2026-01-01')).toBe('news')
  })
})

describe('the validity of an answer', () => {
  const answer = { retrievedAt: 1_000_000, degraded: false, lifetimes: DEFAULT_LIFETIMES }

  it('counts from retrieval, by class', () => {
    // The SHA-256 of "seed-200" begins with feaa, so nearly a tenth is taken off.
    const until = (freshness: FreshnessClass) => validityOf({ ...answer, seed: 'seed-200', freshness })
    expect(until('live')).toEqual({ freshUntil: 1_054_031, staleUntil: 1_120_000 })
    expect(until('news')).toEqual({ freshUntil: 1_810_469, staleUntil: 4_600_000 })
    expect(until('recent')).toEqual({ freshUntil: 20_451_259, staleUntil: 87_400_000 })
    expect(until('evergreen')).toEqual({ freshUntil: 545_635_241, staleUntil: 2_420_200_000 })
  })

  it('is shortened by at most a tenth, by the same for the same seed', () => {
    const ends = Array.from({ length: 1_000 }, (_, index) =>
      validityOf({ ...answer, seed: `key-${index}`, freshness: 'live' }),
    )
    expect(ends.every(({ freshUntil }) => freshUntil >= 1_054_000 && freshUntil <= 1_060_000)).toBe(true)
    expect(ends.every(({ staleUntil }) => staleUntil === 1_120_000)).toBe(true)
    expect(new Set(ends.map(({ freshUntil }) => freshUntil)).size).toBeGreaterThan(800)
    expect(validityOf({ ...answer, seed: 'key-7', freshness: 'live' })).toEqual(ends[7])
  })

  it('ends after a minute when the answer was degraded, or with its class', () => {
    const degraded = { ...answer, degraded: true, seed: 'a' }
    const minute = { freshUntil: 1_060_000, staleUntil: 1_060_000 }
    expect(validityOf({ ...degraded, freshness: 'evergreen' })).toEqual(minute)
    expect(validityOf({ ...degraded, freshness: 'live' })).toEqual(minute)
    const lifetimes = { ...DEFAULT_LIFETIMES, live: { freshS: 5, staleS: 5 } }
    expect(validityOf({ ...degraded, lifetimes, freshness: 'live' })).toEqual({
      freshUntil: 1_005_000,
      staleUntil: 1_005_000,
    })
  })
})
