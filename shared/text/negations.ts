const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Lower-case words that deny what stands near them. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(`not no never none nobody nothing nowhere neither nor without cannot cant wont dont doesnt didnt isnt
    arent wasnt werent hasnt havent hadnt couldnt shouldnt wouldnt lacks lacked lacking unless
    hardly barely scarcely rarely seldom`),
  de: words(
    'nicht nie niemals niemand nichts ohne weder kein keine keinen keinem keiner keines nirgends kaum selten',
  ),
  es: words('no nunca jamás sin ni ningún ninguno ninguna nadie nada tampoco apenas raramente'),
  fr: words('ne n pas jamais aucun aucune sans ni rien nul nulle guère rarement'),
  ru: words('не нет ни никогда без нельзя никто ничто ничего едва редко вряд'),
  ar: words('لا لم لن ليس ليست غير بدون دون ما'),
}
/** Han characters that deny, unless they are part of one of the words below. */
const HAN = /[不没沒无無未非勿]/u
const HAN_OTHERWISE =
  /不(?:过|過|仅|僅|但|同|断|斷|久|少|只|单|單|管|论|論|得不|禁|如|停)|非(?:常|洲|凡)|未(?:来|來|必)|无(?:论|線|线)|無(?:論|線)|没(?:收|落)|沒(?:收|落)/gu
/** A Chinese word that begins with a denial, in two. */
export function partDenial(word: string): string[] {
  const isDenied = word.length > 1 && HAN.test(word.charAt(0)) && HAN.test(word.replace(HAN_OTHERWISE, ''))
  return isDenied ? [word.charAt(0), word.slice(1)] : [word]
}

/** "not only … but also" denies nothing. */
const ONLY = words('only just merely nur solo sólo solamente seulement только')

/** "failed to win" */
const FAILS =
  words(`fail fails failed failing refuse refused refuses refusing decline declined declines declining
    neglect neglected neglects neglecting unable ceased ceases cease forgot forgets omitted omits unwilling reluctant`)
/** "It is false that he won." */
const DENIES =
  words(`false untrue incorrect wrong impossible doubtful unlikely deny denied denies denying dispute disputed
    disputes doubt doubted doubts refute refuted refutes`)
/** Verbs that deny what follows, in two characters. */
const HAN_FAILS = words('拒绝 拒絕 停止 放弃 放棄 避免 很少 极少 極少 甚少 鲜少 鮮少 否认 否認')

/** Does this lower-case word deny, before `next`? */
export function isNegation(word: string, next: string | undefined, language: string): boolean {
  if (language === 'zh' || language === 'ja')
    return HAN_FAILS.has(word) || HAN.test(word.replace(HAN_OTHERWISE, ''))
  if (next !== undefined && ONLY.has(next)) return false
  if (next === 'to' && FAILS.has(word)) return true
  if (next === 'that' && DENIES.has(word)) return true
  const plain = word.replace(/['’]/g, '')
  return (WORDS[language] ?? WORDS['en'])?.has(plain) === true || (language === 'en' && /n['’]t$/.test(word))
}
