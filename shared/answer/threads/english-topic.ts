/** What a question in English is about, where its form tells; for what a later question calls "it" or "there". */

const NAME_PART = String.raw`(?:\p{Lu}[\p{L}\p{M}\d'’.&-]*|\p{Ll}+\p{Lu}[\p{L}\d]*)`
const NAME_LINK = String.raw`(?: (?:of|the|de|del|von|van|der|&|\d[\d.]*) | )`
const NAME = new RegExp(
  String.raw`(?<![\p{L}\d])${NAME_PART}(?:${NAME_LINK}(?:${NAME_PART}|\d[\d.]*))*`,
  'gu',
)

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** May begin a question, so a capital says nothing there. */
const OPENERS = list(`
  a about after also am an and any are as at be been before but by can compare could define describe did do does
  during each explain find for from give had has have he her his how i if in is it its list many may me might most
  much must my name of on or our shall she should show since so summarize tell than that the their then there these
  they this those to under until up us was we were what when where whether which while who whom whose why will with
  would you your`)

/** What a thing has, not a thing that could be meant by "it". */
const MEASURES = list(`
  age altitude amount area circumference color colour cost date definition density depth diameter difference distance
  duration elevation function gdp height history importance length lifespan mass meaning name number origin
  population price purpose radius salary size speed taste temperature time value volume weather weight width year`)

/** What is one thing, and may be meant by "it" or "they" itself. */
const ROLES = list(`
  airport anthem animal author band book building capital ceo chairman chancellor city company composer creator
  currency desert director emperor family film flag founder inventor island king lake language leader mayor minister
  mountain mother father wife husband son daughter museum organ owner painter park parliament peak planet president
  queen religion river singer star street symbol team tower tree university volcano winner`)

const BE = '(?:is|are|was|were)'
const PREPOSITION =
  /\b(?:of|in|on|at|for|with|from|to|by|about|between|than|against|during|without|under|over)\b/i

const bare = (question: string) => question.replace(/[\s?!.]+$/u, '')

/** Names in the order of the text: runs of words with capitals, without the one that only begins the sentence. */
export function namesIn(text: string): string[] {
  const names: string[] = []
  for (const match of text.matchAll(NAME)) {
    const words = match[0].replace(/[.'’]+$/u, '').split(' ')
    if (match.index === 0 || /[.?!:] $/.test(text.slice(0, match.index))) {
      while (words[0] !== undefined && OPENERS.has(words[0].toLowerCase())) words.shift()
    }
    while (words[0] !== undefined && /^(?:of|the|and|&|I)$/.test(words[0])) words.shift()
    const name = words.join(' ').replace(/['’]s$/u, '')
    if (name !== '' && !names.includes(name)) names.push(name)
  }
  return names
}

/** `the capital of France` -> what is asked of what. */
export function attributeOf(question: string): { noun: string; of: string } | null {
  const form = new RegExp(`^(?:what|which|who)(?:'s|’s| ${BE}) the (.+?) of (.+)$`, 'i')
  const [, noun, of] = form.exec(bare(question)) ?? []
  return noun === undefined || of === undefined || PREPOSITION.test(noun) ? null : { noun, of }
}

const lastWord = (phrase: string) => phrase.split(' ').at(-1)?.toLowerCase() ?? ''
const isMeasure = (noun: string): boolean => MEASURES.has(lastWord(noun))

/** The one thing a question is about; null: none, or more than one. */
export function topicOf(question: string): string | null {
  const text = bare(question)
  const attribute = attributeOf(text)
  if (attribute) {
    const { noun, of } = attribute
    if (PREPOSITION.test(of) && namesIn(of).length !== 1) return null
    if (isMeasure(noun)) return of
    return ROLES.has(lastWord(noun)) ? `the ${noun} of ${of}` : null
  }
  const phrase = phraseOf(text)
  if (phrase !== null) return phrase
  const names = namesIn(text)
  return names.length === 1 ? (names[0] ?? null) : null
}

/** Where the form of the sentence marks one noun phrase off. */
function phraseOf(text: string): string | null {
  const forms = [
    // What is a heat pump; how tall is the Eiffel tower; where was Ada Lovelace
    String.raw`^(?:what|who|where|how \w+)(?:'s|’s| ${BE}) (.+)$`,
    // Who founded Tesla; who wrote the Odyssey
    String.raw`^who (?!is |was |are |were |will |can )\w+ (?!\w+ed )(.+)$`,
    // How does a heat pump work
    String.raw`^(?:how|why|when) (?:do|does|did) ((?:an? |the )?(?:[\w'’-]+ ){0,2}[\w'’-]+) (?:\w+)$`,
    '^(?:tell me about|explain|describe|define|what about) (.+)$',
  ]
  for (const form of forms) {
    const [, phrase] = new RegExp(form, 'i').exec(text) ?? []
    if (phrase === undefined) continue
    return isOnePhrase(phrase) ? phrase : null
  }
  return null
}

const NOT_A_NOUN =
  /\b(?:made|used|called|located|born|known|caused|built|founded|invented|written|spoken|found|and|or|that|which|who|it|they|there|to)\b/i

/** A few words without a verb that we know, and one name at most. */
const isOnePhrase = (phrase: string): boolean =>
  phrase.split(' ').length <= 5 &&
  !PREPOSITION.test(phrase) &&
  !NOT_A_NOUN.test(namesIn(`x ${phrase}`).reduce((rest, name) => rest.replace(name, ''), phrase)) &&
  namesIn(`x ${phrase}`).length <= 1
