import { stopwords as arabic } from '@orama/stopwords/arabic'
import { stopwords as dutch } from '@orama/stopwords/dutch'
import { stopwords as english } from '@orama/stopwords/english'
import { stopwords as french } from '@orama/stopwords/french'
import { stopwords as german } from '@orama/stopwords/german'
import { stopwords as italian } from '@orama/stopwords/italian'
import { stopwords as japanese } from '@orama/stopwords/japanese'
import { stopwords as chinese } from '@orama/stopwords/mandarin'
import { stopwords as portuguese } from '@orama/stopwords/portuguese'
import { stopwords as russian } from '@orama/stopwords/russian'
import { stopwords as spanish } from '@orama/stopwords/spanish'
import { normalise } from './normalise.ts'

const LISTS: Partial<Record<string, readonly string[]>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  it: italian,
  ja: japanese,
  nl: dutch,
  pt: portuguese,
  ru: russian,
  zh: chinese,
}

/** Words that ask, and a few that the lists lack (the Chinese one has no traditional characters). */
const QUESTION_WORDS: Partial<Record<string, string>> = {
  ar: 'من ما ماذا متى أين لماذا كيف كم هل أي أية ماهو ماهي',
  de: 'wer was wann wo warum wieso weshalb wie wen wem wessen woher wohin womit wodurch welche welcher welches welchen welchem wieviel viele',
  en: 'a whose whom does much many tell please explain mean means',
  es: 'qué quién quiénes cuándo dónde por porqué cómo cuál cuáles cuánto cuánta cuántos cuántas',
  fr: 'qui que quoi quand où pourquoi comment quel quelle quels quelles combien est-ce lequel laquelle c d j l m n qu s t',
  it: 'chi che cosa quando dove perché come quale quali quanto quanti quanta quante c d dell l un',
  ja: '何 誰 いつ どこ なぜ どう どの どれ どんな いくつ いくら ですか か',
  ko: '무엇 무엇인가 누구 누가 언제 어디 어디서 왜 어떻게 어떤 얼마 몇',
  nl: 'wie wat wanneer waar waarom hoe welke welk hoeveel',
  pt: 'quem que qual quais quando onde porque como quanto quantos quanta quantas',
  ru: 'кто что когда где куда откуда почему зачем как какой какая какое какие каков кем чем чему сколько чей',
  zh: '什么 什麼 谁 誰 何时 何時 哪 哪里 哪裡 哪裏 哪儿 哪兒 哪个 哪個 哪些 哪年 怎么 怎麼 怎么样 怎麼樣 怎样 怎樣 如何 为什么 為什麼 为何 為何 多少 几 幾 吗 嗎 呢 是 是否 請問 请问 這 這個 那個 們 個 為 與 對 於 從 會 還 來 說 們的 麼 後 時 裡 誰的',
}

/** In the lists, but they tell: the US; Chinese numbers, units, and characters that spell foreign names. */
const KEPT = new Set(['us', ...'一二三四五六七八九十年月日人大小区阿尔巴哈宁光朝点分比'])

const tables = new Map<string, ReadonlySet<string>>()

/** The normalised words of a language (BCP 47 primary tag) that say nothing about what is asked. */
export function stopWords(language: string): ReadonlySet<string> {
  const known = tables.get(language)
  if (known) return known
  const words = [...(LISTS[language] ?? []), ...(QUESTION_WORDS[language] ?? '').split(' ')]
  const normal = words.map((word) => normalise(word).replaceAll("'", ''))
  const table = new Set(normal.filter((word) => !KEPT.has(word) && !/^\d+$/.test(word)))
  tables.set(language, table)
  return table
}
