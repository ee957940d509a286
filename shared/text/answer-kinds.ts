/** What a question wants to be told; `other` where its words do not say. */
export type AnswerKind =
  | 'person'
  | 'time'
  | 'place'
  | 'number'
  | 'reason'
  | 'name'
  | 'definition'
  | 'yes-no'
  | 'other'

/** Han and kana need no word boundaries, and `\b` knows ASCII only. */
const word = (alternatives: string) =>
  String.raw`(?<![\p{L}\p{M}\p{N}])(?:${alternatives})(?![\p{L}\p{M}\p{N}])`
const pattern = (words: string, unspaced: string, flags = 'iu') =>
  new RegExp(`${word(words)}|${unspaced}`, flags)

const ASKS: readonly (readonly [kind: AnswerKind, asks: RegExp])[] = [
  [
    'time',
    pattern(
      `when|(?:what|which) (?:year|month|day|date|century|decade|time|season)s?|since when|wann|welche[mnrs]? (?:jahr|monat|tag|datum|jahrhundert|jahrzehnt)|(?:à |en )?quand|quelle (?:année|date|époque)|quel (?:jour|mois|siècle)|cuándo|qué (?:año|mes|día|fecha|siglo|época)|когда|каком (?:году|веке|месяце)|какого (?:года|числа)|какой (?:год|день|дате)|متى|أي (?:عام|سنة|تاريخ|يوم|شهر|قرن|وقت)`,
      '什么时候|什麼時候|何时|何時|哪(?:一)?(?:年|天|月|日|个月|個月|个时|個時|一世纪|個世紀)|几(?:年|月|号|点)|幾(?:年|月|號|點)|什么时间|什麼時間|いつ|何年|언제|[时時]间(?!的)|[时時]間(?!的)|日期|年份',
    ),
  ],
  [
    'number',
    pattern(
      `how (?:many|much|old|tall|far|big|long|high|deep|wide|large|heavy|fast|often)|(?:what|which) (?:percentage|percent|number|proportion|share|fraction|population|age|temperature|speed|cost|price)|(?:what|which) (?:is|was|are|were) the (?:\\p{L}+ ){0,3}(?:rate|number|percentage|population|size|length|height|width|depth|area|weight|distance|score|average|total|amount|value|cost|price|age|temperature)s?|wie (?:viele?|vielen|hoch|alt|groß|lange?|weit|oft|schwer|tief|schnell)|wieviele?|welche[nr]? (?:prozentsatz|anteil|anzahl|zahl|höhe)|combien|quel (?:âge|pourcentage|nombre)|cuánt[oa]s?|qué (?:porcentaje|cantidad|número|edad)|сколько|какой процент|каков[ао]? (?:численность|площадь|высота|длина|доля|процент|средн\\p{L}+)|cuál (?:es|era|fue) (?:el|la) (?:porcentaje|número|tamaño|población|tasa|media|edad|altura|longitud)|как (?:долго|часто|далеко)|كم|ما (?:عدد|نسبة|مقدار)`,
      '多少|多大|多长|多長|多高|多久|多远|多遠|多重|多深|[几幾](?!乎)|[数數]量|人[数數]|票房|金[额額]|[发發]送量|比例|增[长長]率|いくつ|いくら|何人|何個|얼마|몇',
    ),
  ],
  [
    'person',
    pattern(
      `who|whom|whose|wer|wen|wem|wessen|qui|quién|quiénes|кто|кого|кому|кем|чей|من(?= )|(?:what|which) (?:person|player|author|actor|actress|singer|president|king|queen|scientist|leader|man|woman)`,
      '谁|誰|哪(?:一)?(?:位|个人|個人)|何人|누구|누가',
    ),
  ],
  [
    'place',
    pattern(
      `where|(?:what|which) (?:city|country|countries|state|town|place|region|continent|county|river|location|area)|wo|woher|wohin|welche[mnrs]? (?:stadt|land|staat|ort|region)|où|quel(?:le)? (?:pays|ville|région|endroit)|(?:a|de)?dónde|qué (?:ciudad|país|lugar|estado|región)|где|куда|откуда|как(?:ой|ом) (?:городе|стране|город|регионе)|أين|أي (?:مدينة|بلد|دولة|مكان|ولاية|منطقة)`,
      '哪里|哪裡|哪裏|哪儿|哪兒|何处|何處|什[么麼](?:地方|地区|地區|城市|国家|國家|位置)|哪些(?:国家|國家|城市|地区|地區)|哪(?:一)?(?:个|個|座)?(?:国|國|城|省|市|州|县|縣|地|区|區)|どこ|어디',
    ),
  ],
  [
    'reason',
    pattern(
      `why|what (?:caused?|causes|led)|(?:what|which) (?:was|is|were) the (?:reason|cause|purpose)s?|warum|wieso|weshalb|weswegen|pourquoi|por qué|почему|зачем|по какой причине|لماذا|ما سبب`,
      '为什么|為什麼|为何|為何|为啥|原因|なぜ|왜',
    ),
  ],
  [
    'name',
    pattern(
      `which|(?:what|which) (?:is|was|are|were) the (?:\\p{L}+ )?(?:name|nickname|title|term)s?|(?:what|which) (?:team|company|school|university|organization|group|party|band|film|movie|book|song|album|show|stadium|battle|war|treaty|law|act|language|dynasty|tribe|road|street)s?|wie (?:hieß|heißt|hießen|heißen|nennt|nannte)|welche[mnrs]?|quel(?:le)? (?:est|était) le (?:nom|titre|surnom)|cuál (?:es|era|fue) el (?:nombre|apodo|título)|cómo se (?:llam|denomin)\\p{L}+|qué (?:equipo|empresa|escuela|universidad|organización|grupo|batalla|ley|idioma)|как (?:называ|зва|имен)\\p{L}+|как(?:ая|ой) (?:команда|компания|школа|организация|группа|битва|война)|ما (?:هو )?(?:اسم|لقب)|ماذا (?:يسمى|تسمى)`,
      '(?:名字|名称|名稱|[书書]名|原名|[别別]名)(?:是|叫)|叫什[么麼]|叫做什[么麼]|称为什么|稱為什麼',
    ),
  ],
  [
    'definition',
    pattern(
      `what(?:'s| is| are| was| were| does| do)|define|meaning|was (?:ist|sind|war)|qu['’ ]?est-ce|qué (?:es|son|era)|что такое|что означает|ما (?:هو|هي)`,
      '什么是|什麼是|是什么|是什麼|是啥|什么意思|何为|とは',
    ),
  ],
  [
    'yes-no',
    pattern(
      '^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)|^(?:ist|sind|war|waren|hat|haben|kann|est-ce|¿?es|¿?son)|هل|ли',
      '吗|嗎|是否|是不是|有没有|ですか',
    ),
  ],
]

/** They stand in questions of the other kinds as well: "what is the name of the man who". */
const GENERAL: readonly AnswerKind[] = ['name', 'definition', 'yes-no']

/**
 * The kind of answer that a question asks for; of several, the first: "how old was she when she left". Knows
 * English, German, French, Spanish, Russian, Arabic and Chinese.
 */
export function answerKindOf(question: string): AnswerKind {
  const asked = ASKS.flatMap(([kind, asks]) => {
    const at = question.search(asks)
    return at < 0 ? [] : [{ kind, at: GENERAL.includes(kind) ? question.length : at }]
  })
  return asked.sort((one, other) => one.at - other.at)[0]?.kind ?? 'other'
}

const MONTHS =
  'january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|يناير|فبراير|مارس|أبريل|مايو|يونيو|يوليو|أغسطس|سبتمبر|أكتوبر|نوفمبر|ديسمبر'
const NUMBERS =
  'two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|million|billion|dozen|half|once|twice|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|hundert|tausend|millionen?|milliarden?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|cien|mil|millones|deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|mille|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|сто|тысячи?|миллион\\p{L}*|اثنين|اثنان|ثلاثة?|أربعة?|خمسة?|ستة?|سبعة?|ثمانية?|تسعة?|عشرة?|مئة|مائة|ألف|مليون|مليار'

const SAYS: Partial<Record<AnswerKind, RegExp>> = {
  time: pattern(
    String.raw`1\d\d\d|20\d\d|${MONTHS}|\p{L}+ century|centur(?:y|ies)|jahrhunderts?|siècle|siglos?|век[ае]?|القرن|monday|tuesday|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|\d+(?:s|th century)`,
    String.raw`[\d〇零一二三四五六七八九十]+(?:年|月|日|号|號|世纪|世紀|时|時|点|點)|\d{4}|春|夏|秋|冬|朝|代`,
  ),
  number: pattern(NUMBERS, String.raw`\d|[一二三四五六七八九十百千万萬亿億两兩半]+[\p{L}]`),
  reason: pattern(
    String.raw`because|due|since|causes?|caused|reasons?|therefore|result(?:s|ed|ing)?|so that|owing|in order|weil|wegen|aufgrund|daher|deshalb|denn|grund|ursache|parce|car|cause|raison|porque|debido|causa|razón|потому|из-за|поскольку|так как|причин\p{L}*|بسبب|لأن|نتيجة|أسباب`,
    '因为|因為|由于|由於|因此|所以|导致|導致|原因|因而|为了|為了',
  ),
  place: pattern(
    String.raw`(?:in|at|from|near|to|of|in der|in den|aus|bei|en|à|au|aux|de|desde|в|во|из|на|от) (?:the |der |la |el |l')?\p{Lu}\p{L}+|في|من|إلى`,
    '[省市县縣国國州岛島山河湖洲镇鎮村街路区區港湾灣]|位于|位於|在',
    'u',
  ),
  definition: pattern(
    String.raw`is|are|was|were|means?|refers?|known|called|defined|ist|sind|war|bezeichnet|heißt|est|sont|désigne|es|son|era|это|является|называ\p{L}*|هو|هي|يعني`,
    '是|指|称为|稱為|即|为|為',
  ),
}
/** A run of words with a capital, not at the start of the text. */
const NAME = /(?<=[\p{L}\p{N},;:)"”’«(]\s*["“„«(]?)\p{Lu}[\p{L}'’.-]+/gu

/**
 * Does a text hold something of the kind that is asked for, beyond the question's own words: 1 yes, 0 no, 0.5
 * where it cannot be told. Case tells names in Latin and Cyrillic letters only.
 */
export function holdsKind(kind: AnswerKind, text: string, question: string): number {
  if (kind === 'yes-no' || kind === 'other') return 0.5
  if (kind === 'person' || kind === 'name') return holdsName(text, question)
  const says = SAYS[kind]
  if (!says) return 0.5
  return says.test(kind === 'time' || kind === 'number' ? withoutNumbersOf(text, question) : text) ? 1 : 0
}

function holdsName(text: string, question: string): number {
  if (!/[\p{Script=Latin}\p{Script=Cyrillic}]{3}/u.test(text)) return /[\p{L}]·[\p{L}]/u.test(text) ? 1 : 0.5
  const asked = question.toLowerCase()
  for (const [name] of text.matchAll(NAME)) if (!asked.includes(name.toLowerCase())) return 1
  return 0
}

/** A year that the question names is not the time that it asks for. */
function withoutNumbersOf(text: string, question: string): string {
  const numbers = question.match(/\d+/g)
  return numbers
    ? text.replace(new RegExp(String.raw`(?<!\d)(?:${numbers.join('|')})(?!\d)`, 'g'), ' ')
    : text
}
