import type { PassageHit } from '../ports/document-index.ts'
import { gramText } from '../text/character-grams.ts'
import { sentences } from '../text/sentences.ts'
import { questionTerms, tokens } from '../text/tokens.ts'
import type { QuestionWords } from './score-passages.ts'

/** The passages found first whose sentences are looked at, and the sentences that are followed. */
const PASSAGES_READ = 4
const SENTENCES_FOLLOWED = 4
/** A sentence that has the question's words itself is worth this share more than one below a title that has them. */
const OWN_WORDS = 0.3
const SHORTEST_NAME = 3
const SHORTEST_HAN = 2
/** A name may have an ending: "Telemans", "Телемана". */
const LONG_NAME = 5
const ENDING = 2

/** A run of words with a capital, "Duke of York" included, or a Chinese title in its brackets. */
const NAME_WORD = String.raw`\p{Lu}[\p{L}\p{M}\p{N}'’.-]*`
const NAME = new RegExp(
  String.raw`${NAME_WORD}(?:\s+(?:(?:of|the|and|de|del|di|la|le|du|von|van|der)\s+)?${NAME_WORD})*|《[^《》]+》`,
  'gu',
)
const HAN = /\p{Script=Han}/u
const shortest = (name: string) => (HAN.test(name) ? SHORTEST_HAN : SHORTEST_NAME)

/** A sentence that has something of the question, and may name what has the rest of it. */
export type Lead = { documentId: string; title: string; text: string }

/**
 * The sentences of the first passages to follow: none when one of them has all of the question's words, since then
 * nothing is left to look for.
 */
export function findLeads(hits: readonly PassageHit[], words: QuestionWords): Lead[] {
  const found = hits.slice(0, PASSAGES_READ).flatMap(({ passage, document }) => {
    const rules = document.language ?? words.language
    const weigh = createWeigher(words, rules)
    const ofTitle = tokens(document.title, rules)
    return sentences(passage.text).map(({ start, end }) => {
      const text = passage.text.slice(start, end)
      const own = tokens(text, rules)
      const lead: Lead = { documentId: document.id, title: document.title, text }
      return { lead, own: weigh(own), together: weigh([...own, ...ofTitle]) }
    })
  })
  if (found.some(({ together }) => together > 0.99)) return []
  const value = ({ own, together }: { own: number; together: number }) => together + OWN_WORDS * own
  return found
    .filter(({ own }) => own > 0)
    .sort((one, other) => value(other) - value(one))
    .slice(0, SENTENCES_FOLLOWED)
    .map(({ lead }) => lead)
}

/** Share of the question's weight that a text's tokens have, 0 to 1. */
function createWeigher({ question, language, termWeights }: QuestionWords, rules: string) {
  const terms = questionTerms(question, language, rules).map(
    (term) => [term, termWeights.get(term) ?? 1] as const,
  )
  const total = terms.reduce((sum, [, weight]) => sum + weight, 0) || 1
  return (having: readonly string[]) => {
    const here = new Set(having)
    return terms.reduce((sum, [term, weight]) => sum + (here.has(term) ? weight : 0), 0) / total
  }
}

/** What to search for next: the names in the leads that the question has not. */
export function queryOf(leads: readonly Lead[], question: string): string {
  const found = leads.flatMap(({ text, title }) =>
    [...text.matchAll(NAME)].flatMap(([run]) => {
      const name = run.replace(/^《|[.'’》-]+$/gu, '')
      const known = holdsName(question, name) || holdsName(title, name)
      return name.length < shortest(name) || known ? [] : [name]
    }),
  )
  return [...new Set(found)].join(' ')
}

/** The lead that names a document of this title; undefined where the question names it already. */
export function leadTo(
  { id, title }: { id: string; title: string },
  leads: readonly Lead[],
  question: string,
): Lead | undefined {
  // "Mercury (planet)" and "Canton, Massachusetts" are named without what tells them from others.
  const name = title.replace(/[(（,].*$/u, '').trim()
  if (name.length < shortest(name) || holdsName(question, name)) return undefined
  return leads.find(({ documentId, text }) => documentId !== id && holdsName(text, name))
}

function holdsName(text: string, name: string): boolean {
  const wanted = gramText(name).trimEnd()
  const all = gramText(text)
  if (HAN.test(name)) return all.includes(wanted.trim())
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1)) {
    const after = /^[\p{L}\p{M}\p{N}]*/u.exec(all.slice(at + wanted.length))?.[0] ?? ''
    if (after.length <= (name.length >= LONG_NAME ? ENDING : 0)) return true
  }
  return false
}
