import { describe, expect, it } from 'vitest'
import { answerKey, canonicalJson } from '../../../shared/cache/key.ts'

describe('the key of an answer', () => {
  it('does not depend on the order of fields, at any depth', () => {
    expect(canonicalJson({ b: [{ y: 1, x: 2 }], a: null })).toBe('{"a":null,"b":[{"x":2,"y":1}]}')
    expect(answerKey({ a: 1, b: { c: 2, d: 3 } })).toBe(answerKey({ b: { d: 3, c: 2 }, a: 1 }))
  })

  it('differs when a value or the order of a list differs', () => {
    expect(answerKey({ a: [1, 2] })).not.toBe(answerKey({ a: [2, 1] }))
    expect(answerKey({ a: 1 })).not.toBe(answerKey({ a: '1' }))
  })

  it('is 40 hex digits', () => {
    expect(answerKey({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc2')
  })
})
