import { describe, expect, it } from 'vitest'
import { decodeAnswerId, encodeAnswerId } from '../../../shared/cache/answer-id.ts'

describe("an answer's id", () => {
  it('gives back scope, key and fill', () => {
    const identity = { scope: 'user:acme/bob%2Fby', key: '0123abcd', fill: 1_790_000_001 }
    expect(decodeAnswerId(encodeAnswerId(identity))).toEqual(identity)
  })

  it('is safe in a URL', () => {
    expect(encodeAnswerId({ scope: 'tenant:ä/ö?&#', key: 'ff', fill: 1 })).toMatch(/^ans_[A-Za-z0-9_-]+$/)
  })

  it.each([
    '',
    'ans_',
    'ans_!!!',
    'doc_YQ',
    `ans_${Buffer.from('z/nothex/public').toString('base64url')}`,
    `ans_${Buffer.from('1/ab/').toString('base64url')}`,
  ])('refuses %j as not found', (id) => {
    expect(() => decodeAnswerId(id)).toThrowError(expect.objectContaining({ code: 'not_found' }))
  })
})
