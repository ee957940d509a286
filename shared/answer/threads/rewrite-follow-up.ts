import { detectLanguage } from '../../text/language.ts'
import type { Said } from '../answers.ts'
import { leansInChinese, rewriteChinese } from './chinese-follow-ups.ts'
import { leansInEnglish, type Rewritten, rewriteEnglish } from './english-follow-ups.ts'

/** Words that point to what was said before; only whether there are any is told from them. */
const POINTING: Readonly<Record<string, RegExp>> = {
  de: /(?<!\p{L})(?:er|es|ihn|ihm|sie|ihr|ihre[nrsm]?|sein|seine[nrsm]?|dies\w*|jene\w*|dort|dessen|deren|davon|dazu|darüber|daran|und|aber|was ist mit|warum\?|wieso\?)(?!\p{L})/iu,
  fr: /(?<!\p{L})(?:il|elle|ils|elles|le|la|lui|leur|leurs|son|sa|ses|cela|ça|celui|celle|ceux|là-bas|en|y|et|mais)(?=\s\p{L}+\s*[?.]?$|-t-|$|\s+(?:est|a|sont|ont|fut|était)\b)|-(?:t-)?(?:il|elle|ils|elles)(?!\p{L})|^(?:et|mais)\s/iu,
  es: /(?<!\p{L})(?:él|ella|ellos|ellas|ello|su|sus|eso|esto|ese|esa|allí|allá|ahí)(?!\p{L})|^¿?\s*(?:y|pero)\s/iu,
  ru: /(?<!\p{L})(?:он|она|оно|они|его|её|ее|их|ему|ей|им|этот|эта|это|эти|тот|там|туда)(?!\p{L})|^(?:а|и|но)\s/iu,
}

/**
 * A question in a conversation as one of its own, by rules in English and Chinese. `by` is `asked` where it
 * needs nothing of what came before; null where it does, or may, and the rules do not say how.
 */
export function rewriteFollowUp(question: string, before: Said | undefined): Rewritten {
  if (!before) return { question, by: 'asked' }
  const language = /\p{Script=Han}/u.test(question) ? 'zh' : (detectLanguage(question) ?? 'en')
  if (language === 'zh') return rewriteChinese(question, before)
  // One or two words may be in any language; those of English are the ones that we know.
  if (language === 'en' || leansInEnglish(question)) return rewriteEnglish(question, before)
  const points = POINTING[language]
  return points && !points.test(question) && question.trim().split(/\s+/).length >= 3
    ? { question, by: 'asked' }
    : null
}

/** Whether what was made of a follow-up still leans on what came before. */
export const leans = (question: string): boolean =>
  /\p{Script=Han}/u.test(question) ? leansInChinese(question) : leansInEnglish(question)
