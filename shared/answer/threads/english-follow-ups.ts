import type { Said } from '../answers.ts'
import { attributeOf, namesIn, topicOf } from './english-topic.ts'

/**
 * `asked`: it needs nothing of what came before. Null: it does, and how is not plain from the words: better
 * no rewriting than a wrong one.
 */
export type Rewritten = { question: string; by: 'asked' | 'rules' } | null

const AUXILIARY = '(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|may|might|must)'
const WH = '(?:who|what|when|where|why|how|which|whose)'
const OPENING =
  /^(?:(?:and|but|so|or|also|then|okay|ok|well|alright|now|please)\b[\s,]*)+|^(?:what|how) about\s+|^(?:same|same question) for\s+/i
const THING = /\b(?:it|its|they|them|their|theirs)\b/i
const PERSON = /\b(?:he|him|his|she|her|hers)\b/i
const PLACE = /\bthere\b/i
const POINTING =
  /\b(?:this|that|these|those)\b(?! (?:year|month|week|morning|evening|afternoon|decade|century|season|time)\b)|\b(?:the (?:former|latter|first one|second one|other one|others|same)|which one|that one|this one|the one (?:of|in|at|on|from|near|by|for)|ones|above)\b/i
/** Words like those, which point to nothing before. */
const POINTS_NOWHERE = [
  /\bit (?:(?:is|was|be|still|always|ever|really) )?(?:(?:raining|snowing)|[\p{L}-]+ (?:to|that|for|if|when) )/giu,
  /\bwhat time is it\b|\bdoes it (?:take|cost|matter|mean|help) (?:to|if|when|that)\b/gi,
  /\bthere (?:is|are|was|were|exists?|be|been|a|an|any|still|really|more|other)\b/gi,
  /\b(?:is|are|was|were) there\b/gi,
  // A noun and what tells of it.
  /(?<=[\p{L}\d]{3} )that (?=\p{L}+)/giu,
]
const WITHOUT_SUBJECT = new RegExp(
  `^(?:${WH}|why not|how (?:much|many|long|far|old|tall|big|often|so|come)|since when|really|(?:in )?which (?:year|one)|where (?:to|from))$`,
  'i',
)
const MORE =
  /^(?:(?:can|could) you )?(?:tell me more|say more|more|more details?|explain(?: (?:more|that|it|this|further))?|elaborate|go on|continue|give (?:me )?(?:an?|some|more) examples?|examples?|summarize(?: (?:it|that|this))?|in short|shorter|simplify)(?: about (?:it|that|this|them|him|her))?(?: please)?$/i
const TIME =
  /^(?:(?:in|since|before|after|by|during|until|around) )?(?:(?:the )?(?:1[0-9]|20)\d\ds?|yesterday|today|tomorrow|(?:last|next|this) (?:year|month|week|winter|summer|spring|autumn|decade|century)|(?:january|february|march|april|may|june|july|august|september|october|november|december)(?: \d{4})?|the past|the future|(?:the )?\d+(?:st|nd|rd|th) century)$/i
const TIME_WITHIN = /\b(?:in|since|before|after|by|during|until|around) (?:1[0-9]|20)\d\d\b/gi
const PREPOSITIONAL = /^(in|on|at|for|with|from|to|by|of|during|without|under|over|near|among|within) (.+)$/i

const bare = (question: string) => question.trim().replace(/[\s?!.]+$/u, '')
const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1)
const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
const asQuestion = (text: string): Rewritten => ({ question: `${upperFirst(text)}?`, by: 'rules' })

/** Whether an English question leans on what was asked before it. */
export function leansInEnglish(question: string): boolean {
  const text = bare(question)
  if (OPENING.test(text) || WITHOUT_SUBJECT.test(text) || MORE.test(text) || TIME.test(text)) return true
  if (
    PREPOSITIONAL.test(text) &&
    text.split(' ').length <= 5 &&
    !/^(?:in|on|at|for|to|from|by|with|of) (?:what|which|whom|how)\b/i.test(text)
  )
    return true
  return pointsBack(text)
}

const pointsBack = (text: string) => {
  const plain = POINTS_NOWHERE.reduce((rest, form) => rest.replace(form, ' '), text)
  return [THING, PERSON, PLACE, POINTING].some((words) => words.test(plain))
}

/** A follow-up in English as a question of its own, by rule. */
export function rewriteEnglish(question: string, before: Said): Rewritten {
  if (!leansInEnglish(question)) return { question, by: 'asked' }
  const text = bare(question)
  if (MORE.test(text)) {
    const topic = topicOf(before.question)
    return topic === null ? null : { question: `Tell me more about ${topic}`, by: 'rules' }
  }
  if (WITHOUT_SUBJECT.test(text)) return askOfClause(text, before.question)
  const rest = text.replace(OPENING, '')
  if (rest === '') return null
  const isWhole = new RegExp(String.raw`^(?:${WH}|${AUXILIARY})\b`, 'i').test(rest)
  if (!isWhole) return pointsBack(rest) ? null : replaceIn(before.question, rest)
  if (!pointsBack(rest))
    return WITHOUT_SUBJECT.test(rest) ? askOfClause(rest, before.question) : asQuestion(rest)
  return nameWhatIsMeant(rest, before)
}

/** "When?" after "Did Rome fall?" -> "When did Rome fall?" */
function askOfClause(word: string, before: string): Rewritten {
  const isPolar = new RegExp(String.raw`^${AUXILIARY}\b`, 'i').test(before)
  if (!isPolar || !/^(?:why|when|where|how)$/i.test(word)) return null
  return asQuestion(`${word} ${lowerFirst(bare(before))}`)
}

/** "And in 2023?", "What about Paris?": the question before, with another time, place or thing. */
function replaceIn(before: string, rest: string): Rewritten {
  const asked = bare(before)
  if (TIME.test(rest)) return asQuestion(withTime(asked, rest))
  if (/^the .+ of .+$/i.test(rest)) return asQuestion(`what is ${lowerFirst(rest)}`)
  const [, preposition, object] = PREPOSITIONAL.exec(rest) ?? []
  const value = object ?? rest
  const isNamed = namesIn(`x ${value}`).length === 1 || /^\d/.test(value)
  if (isNamed) return replaceName(asked, { value, preposition })
  return preposition === undefined ? replaceNoun(asked, value) : null
}

type Instead = { value: string; preposition: string | undefined }

function replaceName(asked: string, instead: Instead): Rewritten {
  const [name, ...others] = namesIn(asked)
  const { value, preposition } = instead
  if (name === undefined && preposition !== undefined) return asQuestion(`${asked} ${preposition} ${value}`)
  return name === undefined || others.length > 0 ? null : swap(asked, name, instead)
}

/** Another attribute of the same, or the same of another thing. */
function replaceNoun(asked: string, value: string): Rewritten {
  const attribute = attributeOf(asked)
  if (attribute)
    return /^the \w+$/i.test(value) ? asQuestion(`what is ${lowerFirst(value)} of ${attribute.of}`) : null
  const topic = topicOf(asked)
  if (topic === null || namesIn(asked).length > 0 || isPlural(topic) !== isPlural(value)) return null
  return asQuestion(asked.replace(topic, () => withArticle(value, topic)))
}

const isPlural = (phrase: string) => /[^siu]s$/i.test(phrase)
const withArticle = (value: string, topic: string) =>
  /^an? /i.test(topic) && !/^(?:an?|the) /i.test(value)
    ? `${/^[aeiou]/i.test(value) ? 'an' : 'a'} ${value}`
    : value

/** Only where the name stands after the same word as the new one, or the new one brings none. */
function swap(
  asked: string,
  name: string,
  by: { value: string; preposition: string | undefined },
): Rewritten {
  const at = asked.indexOf(name)
  const [, word] = /(\w+) (?:the )?$/.exec(asked.slice(0, at)) ?? []
  const isAfterPreposition = /^(?:in|on|at|for|from|to|of|near)$/i.test(word ?? '')
  if (by.preposition !== undefined && !isAfterPreposition) return null
  const value = by.value.replace(/^the /i, '')
  const hasThe = /\bthe $/i.test(asked.slice(0, at))
  const needsThe = /^the /i.test(by.value)
  const head = hasThe && !needsThe ? asked.slice(0, at).replace(/the $/i, '') : asked.slice(0, at)
  const article = needsThe && !hasThe ? 'the ' : ''
  return asQuestion(`${head}${article}${value}${asked.slice(at + name.length)}`)
}

function withTime(asked: string, time: string): string {
  const told = /^\d/.test(time) ? `in ${time}` : time
  const there = asked.match(TIME_WITHIN) ?? []
  return there.length === 1 ? asked.replace(TIME_WITHIN, told) : `${asked} ${told}`
}

/** "How tall is it?", "Where was he born?", "What is spoken there?" */
function nameWhatIsMeant(text: string, { question, answer }: Said): Rewritten {
  if (POINTING.test(POINTS_NOWHERE.reduce((rest, form) => rest.replace(form, ' '), text))) return null
  const isOfPerson = PERSON.test(text)
  const isOfThing = THING.test(text)
  if (isOfPerson && (isOfThing || PLACE.test(text))) return null
  const meant = isOfPerson ? personOf(question, answer) : topicOf(question)
  if (meant === null) return null
  // "The side effects", and then "is it".
  if (/\b(?:it|its)\b/i.test(text) && isPlural(meant) && namesIn(`x ${meant}`).length === 0) return null
  if (PLACE.test(text) && !isOfThing && namesIn(`x ${meant}`).length !== 1) return null
  const owned = /s$/i.test(meant) ? `${meant}'` : `${meant}'s`
  const told = text
    .replace(/\b(?:it|he|she|that)['’]s\b/gi, () => `${meant} is`)
    .replace(/\b(?:its|their|theirs|his|hers)\b/gi, () => owned)
    .replace(/\bher(?= \p{L})/giu, () => owned)
    .replace(/\b(?:it|they|them|he|him|she|her)\b/gi, () => meant)
    .replace(/\b(get|go|travel|come|fly|move) there\b/gi, (_, verb: string) => `${verb} to ${meant}`)
    .replace(/\bthere\b/gi, () => `in ${meant}`)
  return asQuestion(told)
}

/** "Who is X?" tells whom; "who wrote X?" asks for one, whom the answer names. */
function personOf(question: string, answer: string | null): string | null {
  const names = namesIn(question)
  if (
    !/^who (?!is|was|are|were)\w+/i.test(question) &&
    !/^(?:who|which|what)\b.*\b(?:the|a|an) /i.test(question)
  ) {
    return names.length === 1 ? (names[0] ?? null) : null
  }
  const [first = ''] = (answer ?? '').split(/(?<=\p{Ll}{2}[.!?])\s|\[\d/u)
  const people = namesIn(`x ${first}`).filter((name) => name.includes(' ') && !question.includes(name))
  return people.length === 1 ? (people[0] ?? null) : null
}
