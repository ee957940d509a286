/** Language -> its words for January, February, …, in all forms that dates have. */
const WRITTEN: Readonly<Record<string, string>> = {
  en: 'january|jan february|feb march|mar april|apr may june|jun july|jul august|aug september|sept|sep october|oct november|nov december|dec',
  de: 'januar|jänner februar|feber märz april mai juni juli august september oktober november dezember',
  es: 'enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre',
  fr: 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre',
  ru: 'январь|января|январе февраль|февраля|феврале март|марта|марте апрель|апреля|апреле май|мая|мае июнь|июня|июне июль|июля|июле август|августа|августе сентябрь|сентября|сентябре октябрь|октября|октябре ноябрь|ноября|ноябре декабрь|декабря|декабре',
  ar: 'يناير فبراير مارس أبريل|ابريل مايو يونيو يوليو أغسطس|اغسطس سبتمبر أكتوبر|اكتوبر نوفمبر ديسمبر',
}

const MONTHS = new Map(
  Object.entries(WRITTEN).map(([language, months]) => [
    language,
    new Map(
      months.split(' ').flatMap((forms, at) => forms.split('|').map((form) => [form, at + 1] as const)),
    ),
  ]),
)
/** English words that are something else in lower case. */
const NEEDS_CAPITAL = new Set(['may', 'march', 'mar', 'jan', 'jun', 'sep', 'dec'])

/** 1–12 for a word that is the name of a month, as it is written; undefined: it is none. */
export function monthOfWord(written: string, language: string): number | undefined {
  const lower = written.toLowerCase()
  if (lower === written && NEEDS_CAPITAL.has(lower)) return undefined
  return (MONTHS.get(language) ?? MONTHS.get('en'))?.get(lower)
}
