import { describe, expect, it } from 'vitest'
import { parseRobots, productToken } from '../../../../shared/adapters/pages/courtesy/parse-robots.ts'

const URL_OF_FILE = 'https://example.org/robots.txt'
const read = (text: string, agent = 'Ingot') =>
  parseRobots(new TextEncoder().encode(text), { url: URL_OF_FILE, agent })
const allows = (text: string, path: string) => read(text).allows(`https://example.org${path}`)

describe('a robots.txt', () => {
  it.each([
    ['User-agent: *\nDisallow: /private', '/private/a', false],
    ['User-agent: *\nDisallow: /private', '/public', true],
    ['User-agent: *\nDisallow: /\nAllow: /open', '/open/a', true],
    ['User-agent: *\nDisallow:', '/a', true],
    ['User-agent: ingot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b', '/a', false],
    ['User-agent: ingot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b', '/b', true],
    ['User-agent: OtherBot\nDisallow: /', '/a', true],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf', false],
    ['User-agent: *\nDisallow: /*.pdf$', '/a/b.pdf?x=1', true],
    ['\uFEFFUser-agent: *\r\nDisallow: /a # not here\r\n', '/a', false],
    ['<!doctype html><p>Disallow: everything', '/a', true],
    ['', '/a', true],
  ])('%j for %s: %s', (text, path, expected) => {
    expect(allows(text, path)).toBe(expected)
  })

  it('tells how long to wait between two requests', () => {
    expect(read('User-agent: *\nCrawl-delay: 2.5').crawlDelayMs).toBe(2_500)
    expect(read('User-agent: *\nCrawl-delay: -1').crawlDelayMs).toBe(null)
    expect(read('User-agent: *\nCrawl-delay: soon').crawlDelayMs).toBe(null)
    expect(read('User-agent: Ingot\nDisallow: /a').crawlDelayMs).toBe(null)
  })

  it('names its sitemaps, in any group', () => {
    expect(read('Sitemap: https://example.org/a.xml\nUser-agent: X\nSitemap: /b.xml').sitemaps).toEqual([
      'https://example.org/a.xml',
      '/b.xml',
    ])
  })

  it('is matched in bounded time, whatever its patterns', () => {
    const stars = `User-agent: *\nDisallow: /${'*a'.repeat(900)}$`
    const startedAt = performance.now()
    expect(allows(stars, `/${'a'.repeat(800)}b`)).toBe(true)
    expect(allows(`User-agent: *\nDisallow: /${'*'.repeat(1_900)}b`, `/${'a'.repeat(800)}c`)).toBe(true)
    expect(performance.now() - startedAt).toBeLessThan(1_000)
  })
})

it.each([
  ['Ingot/0.1 (self-hosted search-and-synopsis API)', 'Ingot'],
  ['Our-Search_Bot 2', 'Our-Search_Bot'],
  ['7seas', '*'],
])('%s is called %s', (userAgent, expected) => {
  expect(productToken(userAgent)).toBe(expected)
})
