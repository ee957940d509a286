import { describe, expect, it } from 'vitest'
import { addressIdentity } from '../../../shared/lib/address-identity.ts'

describe('the identity of an address', () => {
  it.each([
    ['https://example.org/a', 'http://www.example.org/a/'],
    ['https://example.org/a', 'https://EXAMPLE.org.:443/a#top'],
    ['https://example.org/a?x=1&y=2', 'https://example.org/a?y=2&utm_source=feed&x=1&gclid=abc'],
    ['https://example.org/', 'http://example.org/index.html'],
    ['https://en.wikipedia.org/wiki/Z%C3%BCrich', 'https://en.m.wikipedia.org/wiki/Zürich'],
    ['https://m.example.org/a?fbclid=1', 'https://example.org/a'],
  ])('is the same: %s and %s', (one, other) => {
    expect(addressIdentity(one)).toBe(addressIdentity(other))
  })

  it.each([
    ['https://example.org/a', 'https://example.org/b'],
    ['https://example.org/a?id=1', 'https://example.org/a?id=2'],
    ['https://example.org/A', 'https://example.org/a'],
    ['https://example.org:8443/a', 'https://example.org/a'],
    ['https://docs.example.org/', 'https://example.org/'],
    ['https://m.org/', 'https://org/'],
    ['https://example.org/a?ref=main', 'https://example.org/a'],
  ])('is another: %s and %s', (one, other) => {
    expect(addressIdentity(one)).not.toBe(addressIdentity(other))
  })

  it('is none of what is no web page', () => {
    expect(addressIdentity('file:///srv/a.md')).toBeUndefined()
    expect(addressIdentity('not an address')).toBeUndefined()
    expect(addressIdentity('https://example.org/%E0%A4%A')).toBe('example.org/%E0%A4%A')
  })
})
