import { parseHTML } from 'linkedom'
import { describe, expect, it } from 'vitest'
import { pageFacts } from '../../../shared/adapters/pages/page-facts.ts'

const facts = (html: string) =>
  pageFacts(parseHTML(html).document as unknown as Document, 'https://a.example/x')

describe('what a page says of itself', () => {
  it('is bounded, since it is stored beside every answer', () => {
    const long = 'x'.repeat(600_000)
    const { site, language } = facts(
      `<html lang="en-${long}"><head><meta property="og:site_name" content="${long}"></head><body></body></html>`,
    )
    expect(site).toHaveLength(200)
    expect(language).toBeNull()
  })

  it('is taken as it is when it is short', () => {
    const html = '<html lang="de_AT"><head><meta property="og:site_name" content="Der Bote"></head></html>'
    expect(facts(html)).toMatchObject({ site: 'Der Bote', language: 'de-AT' })
  })
})
