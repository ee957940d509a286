const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/))

/** Lower-case words that deny what stands near them. */
const WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  en: words(`not no never none nobody nothing nowhere neither nor without cannot cant wont dont doesnt didnt isnt
    arent wasnt werent hasnt havent hadnt couldnt shouldnt wouldnt lacks lacked lacking unless
    hardly barely scarcely`),
  de: words('nicht nie niemals niemand nichts ohne weder kein keine keinen keinem keiner keines nirgends'),
  es: words('no nunca jamás sin ni ningún ninguno ninguna nadie nada tampoco'),
  fr: words('ne n pas jamais aucun aucune sans ni rien nul nulle'),
  ru: words('не нет ни никогда без нельзя никто ничто ничего'),
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
const FAILS = words('fail fails failed failing refused refuses')

/** Does this lower-case word deny, before `next`? */
export function isNegation(word: string, next: string | undefined, language: string): boolean {
  if (language === 'zh' || language === 'ja') return HAN.test(word.replace(HAN_OTHERWISE, ''))
  if (next !== undefined && ONLY.has(next)) return false
  if (next === 'to' && FAILS.has(word)) return true
  const plain = word.replace(/['’]/g, '')
  return (WORDS[language] ?? WORDS['en'])?.has(plain) === true || (language === 'en' && /n['’]t$/.test(word))
}

const PAIRS = `
  increase decrease|increased decreased|increasing decreasing|rise fall|rose fell|grow shrink|grew shrank|gain lose
  |gained lost|win lose|won lost|above below|over under|before after|earlier later|early late|first last|more less
  |most least|many few|high low|higher lower|highest lowest|large small|larger smaller|largest smallest|big small
  |great small|long short|longer shorter|longest shortest|old young|older younger|oldest youngest|old new
  |north south|northern southern|east west|eastern western|left right|up down|upper lower|inside outside
  |internal external|inner outer|accept reject|accepted rejected|allow forbid|allowed forbidden|permit prohibit
  |permitted prohibited|include exclude|included excluded|includes excludes|enable disable|enabled disabled
  |open closed|opened closed|begin end|began ended|start stop|started stopped|start end|started ended|build destroy
  |built destroyed|create destroy|created destroyed|alive dead|born died|male female|man woman|men women|father mother
  |son daughter|brother sister|husband wife|king queen|positive negative|strong weak|stronger weaker|fast slow
  |faster slower|hot cold|warm cool|wet dry|light dark|heavy light|rich poor|cheap expensive|easy difficult|hard soft
  |true false|good bad|better worse|best worst|success failure|succeeded failed|succeed fail|support oppose
  |supported opposed|agree disagree|agreed disagreed|love hate|friend enemy|ally enemy|victory defeat|major minor
  |maximum minimum|public private|always never|all none|same different|similar different|common rare|present absent
  |buy sell|bought sold|import export|imported exported|arrive depart|arrived departed|enter leave|entered left
  |appear disappear|appeared disappeared|ancient modern|import export|domestic foreign|legal illegal|safe dangerous
  |raise lower|raised lowered|raise reduce|raised reduced|increase reduce|increased reduced|open close
  |more fewer
  |full empty|wide narrow|deep shallow|thick thin|rural urban|majority minority|advantage disadvantage
  |增加 减少|增加 減少|上升 下降|提高 降低|大 小|多 少|高 低|长 短|長 短|新 旧|新 舊|早 晚|前 后|前 後|上 下|左 右
  |东 西|東 西|南 北|男 女|胜利 失败|勝利 失敗|支持 反对|支持 反對|允许 禁止|允許 禁止|开始 结束|開始 結束|最大 最小
  |最高 最低|最早 最晚|进口 出口|進口 出口|公开 秘密|赢 输|贏 輸`

const OPPOSITES = new Map<string, Set<string>>()
for (const pair of PAIRS.split('|')) {
  const [one = '', other = ''] = pair.trim().split(/\s+/)
  for (const [a, b] of [
    [one, other],
    [other, one],
  ] as const)
    OPPOSITES.set(a, (OPPOSITES.get(a) ?? new Set()).add(b))
}

/** "unhappy" and "happy", "careless" and "careful". */
const PREFIXES = ['un', 'in', 'im', 'il', 'ir', 'dis', 'non', 'non-', 'anti', 'a']
const LEAST_STEM = 4

const isDerived = (whole: string, base: string): boolean =>
  base.length >= LEAST_STEM &&
  (PREFIXES.some((prefix) => whole === prefix + base) ||
    (whole.endsWith('less') && base === `${whole.slice(0, -4)}ful`))

/** 北部 and 南部, 最大 and 最小: alike but for one character. */
function areOppositeHan(one: string, other: string): boolean {
  if (one.length < 2 || one.length !== other.length || !/^\p{sc=Han}+$/u.test(one)) return false
  const different = [...one].filter((sign, at) => sign !== other[at])
  const at = [...one].findIndex((sign, index) => sign !== other[index])
  return different.length === 1 && OPPOSITES.get(one.charAt(at))?.has(other.charAt(at)) === true
}

/** Two lower-case words that say the contrary of each other. */
export const areOpposites = (one: string, other: string): boolean =>
  OPPOSITES.get(one)?.has(other) === true ||
  isDerived(one, other) ||
  isDerived(other, one) ||
  areOppositeHan(one, other)
