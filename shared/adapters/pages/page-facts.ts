import { LanguageTag } from '../../api/common.ts'
import type { Page } from '../../ports/page-reader.ts'
import { cut } from '../../text/cut.ts'

/** A page's own words about itself are bounded: they are stored beside every answer that cites it. */
const LONGEST_SITE = 200
const LONGEST_TAG = 35

/** BCP 47 from `<html lang>`; sites write `en_US` too. */
function languageOf(document: Document): string | null {
  const tag = document.querySelector('html[lang]')?.getAttribute('lang') ?? ''
  if (tag.length > LONGEST_TAG) return null
  return LanguageTag.safeParse(tag.trim().replaceAll('_', '-')).data ?? null
}

function siteOf(document: Document, url: string | null): string | null {
  const named = document.querySelector('meta[property="og:site_name"]')?.getAttribute('content')?.trim()
  return named ? cut(named, LONGEST_SITE) : hostOf(url)
}

/** Host of an http(s) address; null for files. */
export function hostOf(url: string | null): string | null {
  if (url === null || !/^https?:/i.test(url) || !URL.canParse(url)) return null
  return new URL(url).hostname
}

const DATED: readonly [string, string][] = [
  ['meta[property="article:published_time"]', 'content'],
  ['meta[itemprop="datePublished"]', 'content'],
  ['time[itemprop="datePublished"]', 'datetime'],
  ['article time[datetime], main time[datetime]', 'datetime'],
]

function publishedOf(document: Document): string | null {
  const told = DATED.map(([selector, attribute]) => document.querySelector(selector)?.getAttribute(attribute))
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    told.push(/"datePublished"\s*:\s*"([^"]{1,40})"/.exec(script.textContent ?? '')?.[1])
  }
  return told.map(toDate).find((date) => date !== null) ?? null
}

/** The day as it is written: a date without a zone must not move with the zone of this machine. */
function toDate(text: string | null | undefined): string | null {
  const day = /^\s*(\d{4}-\d{2}-\d{2})(?!\d)/.exec(text ?? '')?.[1]
  return day !== undefined && !Number.isNaN(Date.parse(day)) ? day : null
}

/** What the markup says about the page beside its text. */
export function pageFacts(
  document: Document,
  url: string | null,
): Pick<Page, 'language' | 'site' | 'published'> {
  return { language: languageOf(document), site: siteOf(document, url), published: publishedOf(document) }
}
