import { describe, expect, it } from 'vitest'
import { decodeAnswerId, encodeAnswerId } from '../../../shared/cache/answer-id.ts'

const idOf = (text: string) => `ans_${Buffer.from(text).toString('base64url')}`

describe("an answer's id", () => {
  it.each([
    { scope: 'public', key: '0123abcd', fill: 1_790_000_001 },
    { scope: 'user:acme/bob%2Fby', key: '0123abcd', fill: 1_790_000_001 },
    { scope: 'tenant:a/b/c', key: 'f'.repeat(40), fill: 1 },
    { scope: 'public', key: '0123abcd~00ff', fill: 1_790_000_001 },
    { scope: 'tenant:two\nlines', key: 'a~b', fill: 9_007_199_254 },
  ])('gives back scope, key and fill: %j', (identity) => {
    expect(decodeAnswerId(encodeAnswerId(identity))).toEqual(identity)
  })

  it('is spelled the same for ever', () => {
    expect(encodeAnswerId({ scope: 'public', key: 'ab', fill: 36 })).toBe('ans_MTAvYWIvcHVibGlj')
  })

  it('is safe in a URL', () => {
    expect(encodeAnswerId({ scope: 'tenant:ä/ö?&#', key: 'ff~0', fill: 1 })).toMatch(/^ans_[A-Za-z0-9_-]+$/)
  })

  it.each([
    '',
    'ans_',
    'ans_!!!',
    'doc_YQ',
    'MTAvYWIvcHVibGlj',
    idOf('z/nothex/public'),
    idOf('1/ab/'),
    idOf('1//public'),
    idOf('/ab/public'),
    idOf('1/ab'),
    idOf('-1/ab/public'),
    idOf('1/AB/public'),
    idOf('1/ab~/public'),
    idOf('1/~ab/public'),
    idOf('1/ab~cd~ef/public'),
    idOf(`1/${'a'.repeat(65)}/public`),
    idOf(`1/ab~${'c'.repeat(33)}/public`),
    idOf('zzzzzzzzzzzz/ab/public'),
    idOf(`1/ab/${'x'.repeat(1_001)}`),
  ])('refuses %j as not found', (id) => {
    expect(() => decodeAnswerId(id)).toThrowError(expect.objectContaining({ code: 'not_found' }))
  })
})
