import { expect, it } from 'vitest'
import { bookCall } from '../../../shared/answer/book-call.ts'
import { hashOfCaller, payerOf } from '../../../shared/answer/payer.ts'

it('books a call on the key, the person, the tenant and all, and takes it from their budget', () => {
  const counted: unknown[][] = []
  const booked: unknown[][] = []
  const spent: unknown[][] = []
  const payer = payerOf(hashOfCaller({ tenant: 'acme', user: 'ann', key: 'k1', scopes: ['read'] }))
  bookCall(
    {
      count: (...given) => counted.push(given),
      book: (...given) => booked.push(given),
      budgets: { spent: (...given) => spent.push(given) },
    },
    { input_tokens: 200, output_tokens: 1, reasoning_tokens: 0, gpu_seconds: 0.25, usd: 0.0003 },
    { model: 'tiny', payer },
  )
  const [[accounts, model, counts] = []] = booked
  expect(accounts).toEqual(['all', payer?.tenant, payer?.caller, 'key:k1'])
  expect([model, counts]).toEqual([
    'tiny',
    {
      ...{ requests: 1, input_tokens: 200, output_tokens: 1, reasoning_tokens: 0 },
      ...{ gpu_ms: 250, micro_usd: 300 },
    },
  ])
  expect(spent).toEqual([[payer, { usd: 0.0003, gpuSeconds: 0.25 }]])
  expect(counted.map(([name, by]) => [name, by])).toEqual([
    ['model_calls', 1],
    ['tokens_used', 201],
    ['gpu_ms_used', 250],
    ['micro_usd_used', 300],
  ])
})
