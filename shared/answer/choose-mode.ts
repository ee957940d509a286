import type { FreshnessClass } from '../metrics/definitions.ts'

/** Longer ones hold conditions, or a text to think about. */
const LONG_CHARACTERS = 200
const LONG_CHARACTERS_CJK = 80

/** Reasons, explanations, judgements. "How many", "how old" and the like ask for a fact, so does "how do you spell". */
const REASONS =
  /\b(?:why|how come|explain|analy[sz]e|evaluate|assess|argue|prove|derive|pros and cons|trade-?offs?|implications?|should (?:i|we))\b|\bhow (?!(?:many|much|old|long|far|tall|big|high|deep|often|late|soon|fast|hot|cold|wide|heavy|large|do (?:you|i) (?:say|spell|pronounce))\b)(?:do|does|did|is|are|was|were|can|could|would|to|has|have|the|a|an)\b|为什么|为何|如何|怎么(?!样)|怎样|解释|分析|评价|论证|利弊|原因|該如何|為什麼|(?<!\p{L})(?:warum|weshalb|wieso|erkläre|pourquoi|comment|explique|por qué|cómo|explica|почему|зачем|объясни)(?!\p{L})/iu
const COMPARISONS =
  /\b(?:compare[ds]?|comparison|versus|vs\.?|differen(?:ce|ces|t) (?:between|from)|better than|worse than|(?:which|what) is (?:better|best|worse)|advantages?|disadvantages?)\b|比较|比較|区别|區別|差异|哪个更|哪個更|优缺点|(?<!\p{L})(?:vergleich|unterschied|différence|comparer|diferencia|comparar|сравни)/iu

/** More than one question in one. */
const PARTS = [
  /[?？][^?？]*\p{L}[^?？]*[?？]/u,
  /(?:^|\s)(?:1[.)]|a\))\s[\s\S]*\s(?:2[.)]|b\))\s/u,
  /\b(?:who|what|when|where|which|why|how)\b[^?]{3,}\b(?:and|but) (?:also )?(?:who|what|when|where|which|why|how)\b/iu,
]

/**
 * What `auto` comes to, by rule: `deep` for what has to be thought about (reasons, comparisons, several parts,
 * length), `fast` for all else, and for what changes by the minute, since nobody wants to wait for it.
 */
export function chooseMode(question: string, freshness: FreshnessClass): 'fast' | 'deep' {
  if (freshness === 'live') return 'fast'
  const isLong =
    question.length > LONG_CHARACTERS ||
    (question.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu)?.length ?? 0) > LONG_CHARACTERS_CJK
  const isDeep = isLong || [REASONS, COMPARISONS, ...PARTS].some((pattern) => pattern.test(question))
  return isDeep ? 'deep' : 'fast'
}
