import { Readability } from '@mozilla/readability'
import { parseHTML } from 'linkedom'
import { cut } from '../../text/cut.ts'
import type { Extracted } from './extracted.ts'
import { findText } from './find-text.ts'
import { isTooDeep, markupOutOfBounds } from './markup-bounds.ts'
import { pageFacts } from './page-facts.ts'
import { pruneArticle } from './prune-article.ts'
import { renderText } from './render-text.ts'
import { removeHidden } from './visible/remove-hidden.ts'

/** Below this and below a quarter of the visible text, the article found is taken for a miss. */
const SHORT_ARTICLE = 500

/** Readability takes up to 0.1 ms an element, in the thread that serves requests. */
const MAX_ARTICLE_ELEMENTS = 20_000

const LONGEST_TITLE = 500

const shorten = (text: string | null | undefined) =>
  (text && cut(text.replace(/\s+/g, ' ').trim(), LONGEST_TITLE)) || null

/** Readability changes the document. Its heuristics must not fail a page that has visible text. */
function findArticle(document: Document): { title: string | null; text: string } {
  const none = { title: null, text: '' }
  // Readability's own limit counts by getElementsByTagName('*'), which linkedom answers with nothing
  if (document.querySelectorAll('*').length > MAX_ARTICLE_ELEMENTS) return none
  try {
    const article = new Readability<Node>(document, { serializer: (node) => node, keepClasses: true }).parse()
    if (!article?.content) return { title: shorten(article?.title), text: '' }
    pruneArticle(article.content as Element)
    return { title: shorten(article.title), text: renderText(article.content) }
  } catch {
    return none
  }
}

/** linkedom gives a document without `<body>` an empty one beside its content. */
const withBody = (html: string): string =>
  /<body[\s>]/i.test(html) ? html : `<!doctype html><html><head></head><body>${html}</body></html>`

/** The readable text of an HTML page: the article if there is one, else all that is visible. */
export function extractHtml(html: string, url: string | null): Extracted {
  const reason = markupOutOfBounds(html)
  if (reason !== null) return { kind: 'too-large', reason }
  const { document } = parseHTML(withBody(html))
  if (isTooDeep(document.documentElement))
    return { kind: 'too-large', reason: 'nests its elements too deeply' }

  // Pictures are not read, and Readability's pattern for this attribute takes time in its square.
  for (const element of document.querySelectorAll('[srcset]')) element.removeAttribute('srcset')
  const facts = pageFacts(document, url)
  const ownTitle = shorten(
    document.querySelector('title')?.textContent ?? document.querySelector('h1')?.textContent,
  )
  removeHidden(document)
  const visible = renderText(document.documentElement)
  const place = findText(document)
  const marked = place ? renderText(place) : ''
  const article = findArticle(document)
  const isMiss = article.text.length < SHORT_ARTICLE && article.text.length < visible.length / 4
  const text = isMiss || article.text === '' ? marked || visible : article.text
  return { kind: 'extracted', page: { ...facts, title: article.title ?? ownTitle, text } }
}
