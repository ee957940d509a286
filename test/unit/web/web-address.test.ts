import { describe, expect, it } from 'vitest'
import { webAddress } from '../../../functions/web/lib/web-address.ts'

describe('the address of a link', () => {
  it.each([
    ['https://example.org/a?b=1', 'https://example.org/a?b=1'],
    ['http://example.org', 'http://example.org/'],
    ['https://example.org/"><img src=x>', 'https://example.org/%22%3E%3Cimg%20src=x%3E'],
  ])('%s is one', (url, href) => {
    expect(webAddress(url)).toBe(href)
  })

  it.each([
    'javascript:alert(1)',
    ' JaVaScript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    '/relative',
    '',
    null,
  ])('%j is none', (url) => {
    expect(webAddress(url)).toBeNull()
  })
})
