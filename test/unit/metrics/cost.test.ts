import { describe, expect, it } from 'vitest'
import { usageOf } from '../../../shared/answer/outcome.ts'
import { NO_USAGE } from '../../../shared/api/no-usage.ts'
import { createCost } from '../../../shared/metrics/cost.ts'

const costOf = createCost([
  {
    alias: 'r1',
    price: { input_usd_per_mtok: 1.35, output_usd_per_mtok: 5.4 },
    gpu: { prefill_tokens_per_s: 8_000, decode_tokens_per_s: 60 },
  },
  { alias: 'hosted', price: { input_usd_per_mtok: 0.1, output_usd_per_mtok: 0 } },
  { alias: 'own', gpu: { prefill_tokens_per_s: 3_000, decode_tokens_per_s: 70 } },
  { alias: 'plain' },
])
const tokens = (inputTokens: number, outputTokens: number, reasoningTokens = 0) => ({
  inputTokens,
  outputTokens,
  reasoningTokens,
})

describe('the cost of a model call', () => {
  it('is the price and the time of what went in and what came out', () => {
    expect(costOf('r1', tokens(4_000, 600))).toEqual({ gpu_seconds: 10.5, usd: 0.00864 })
  })

  it('counts reasoning once: it is part of the output', () => {
    expect(costOf('r1', tokens(4_000, 600, 500))).toEqual({ gpu_seconds: 10.5, usd: 0.00864 })
  })

  it('is less for the part of the prompt that the vendor had in its cache', () => {
    const cheaper = createCost([
      {
        alias: 'nova',
        price: { input_usd_per_mtok: 0.06, output_usd_per_mtok: 0.24, cached_input_usd_per_mtok: 0.015 },
      },
    ])
    expect(cheaper('nova', { ...tokens(100_000, 0), cachedInputTokens: 80_000 })).toEqual({
      gpu_seconds: 0,
      usd: 0.0024,
    })
    expect(costOf('hosted', { ...tokens(10_000, 0), cachedInputTokens: 9_000 }).usd).toBe(0.001)
  })

  it('is rounded to millionths', () => {
    expect(costOf('own', tokens(1_000, 100))).toEqual({ gpu_seconds: 1.761905, usd: 0 })
    expect(costOf('hosted', tokens(127, 900))).toEqual({ gpu_seconds: 0, usd: 0.000013 })
  })

  it('is nothing without rates, without a model and for a model that is not known', () => {
    const nothing = { gpu_seconds: 0, usd: 0 }
    expect(costOf('plain', tokens(1_000, 100))).toEqual(nothing)
    expect(costOf(null, tokens(1_000, 100))).toEqual(nothing)
    expect(costOf('gone', tokens(1_000, 100))).toEqual(nothing)
    expect(costOf('r1', tokens(0, 0))).toEqual(nothing)
  })

  it('is part of what a fill took, by the model that wrote', () => {
    const written = {
      served: 'deep' as const,
      model: 'r1',
      reason: null,
      answered: true,
      isCut: false,
      isSampled: false,
      usage: tokens(4_000, 600, 500),
      text: '',
      cited: new Set<number>(),
      unsupported: [],
    }
    const pages = [{ read: 'full' }, { read: 'failed' }]
    expect(usageOf(written, { searches: 2, pages, costOf })).toEqual({
      input_tokens: 4_000,
      output_tokens: 600,
      reasoning_tokens: 500,
      gpu_seconds: 10.5,
      usd: 0.00864,
      searches: 2,
      pages_read: 1,
    })
    const extractive = { ...written, model: null, usage: tokens(0, 0) }
    expect(usageOf(extractive, { searches: 0, pages: [], costOf })).toEqual(NO_USAGE)
  })
})
