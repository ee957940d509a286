import type { Said } from '../answers.ts'
import type { Rewritten } from './english-follow-ups.ts'

/** Where what is asked about ends: `珠穆朗玛峰有多高`. */
const ASKING =
  /(?:是|在哪|有多|有什么|有哪|有几|有没有|为什么|为何|怎么|怎样|如何|什么|多少|多[高大长远重深久快]|哪|几|谁|何时|能不能|能否|会不会|可以|需要|属于|叫|位于|成立|出生|建于|发明)/u
const POINTING =
  /它们|它|他们|她们|他|她|这个|那个|这种|那种|这里|那里|这儿|那儿|此|该|其(?![他它她实中])|前者|后者|上面|上述/u
const REPLACEABLE = /它们|它|他们|她们|他|她/gu
const PERSON = /他|她/u
const ELLIPSIS = /^(?:那么?|还有|而)?(.{1,20}?)呢$/u
const OPENING = /^(?:那么?|还有|而且|但是?|所以|然后|另外)[，,]?/u
const WITHOUT_SUBJECT =
  /^(?:为什么|为何|怎么|怎么办|怎样|如何|什么时候|何时|在哪里?|哪里|谁|多少|多久|真的吗|是吗)$/u
const MORE =
  /^(?:请)?(?:再|更|多|继续|详细|举个?例子?|具体|总结)(?:说|讲|介绍|解释|一些|一下|一点|些|点|详细)*(?:吗|吧)?$/u
const MEASURES =
  /^(?:人口|面积|高度|身高|长度|重量|体重|价格|首都人口|大小|速度|温度|年龄|历史|意思|定义|名字|数量|距离|寿命|海拔|天气|气候|特点|作用|优点|缺点|功能)/u

const bare = (question: string) => question.trim().replace(/[\s？?。！!]+$/u, '')
const asQuestion = (text: string): Rewritten => ({ question: `${text}？`, by: 'rules' })

/** Whether a Chinese question leans on what was asked before it. */
export function leansInChinese(question: string): boolean {
  const text = bare(question)
  return [ELLIPSIS, WITHOUT_SUBJECT, MORE, POINTING, OPENING].some((form) => form.test(text))
}

/** A follow-up in Chinese as a question of its own, by rule. */
export function rewriteChinese(question: string, { question: before }: Said): Rewritten {
  if (!leansInChinese(question)) return { question, by: 'asked' }
  const text = bare(question)
  const asked = bare(before)
  const topic = topicOf(asked)
  if (topic === null || WITHOUT_SUBJECT.test(text)) return null
  if (MORE.test(text)) return { question: `详细介绍${topic.phrase}`, by: 'rules' }
  const [, instead] = ELLIPSIS.exec(text) ?? []
  if (instead !== undefined) {
    if (POINTING.test(instead) || ASKING.test(instead)) return null
    return asQuestion(asked.replace(topic.thing, () => instead))
  }
  return nameWhatIsMeant(text.replace(OPENING, ''), { asked, phrase: topic.phrase })
}

function nameWhatIsMeant(rest: string, { asked, phrase }: { asked: string; phrase: string }): Rewritten {
  if (!POINTING.test(rest)) return rest.search(ASKING) > 0 ? asQuestion(rest) : null
  // "Who invented it", and then "he".
  if (/^谁|[由被]谁/u.test(asked) && PERSON.test(rest)) return null
  if (POINTING.test(rest.replace(REPLACEABLE, ''))) return null
  return asQuestion(rest.replace(REPLACEABLE, () => phrase))
}

/** `thing`: what the question names first; `phrase`: what "它" would mean after it. Null: that is not plain. */
function topicOf(question: string): { thing: string; phrase: string } | null {
  const at = question.search(ASKING)
  const subject = at < 1 ? '' : question.slice(0, at)
  const [thing = '', attribute, ...more] = subject.split('的')
  if (thing === '' || thing.length > 15 || more.length > 0 || /[和与跟，,]|不/u.test(subject)) return null
  if (POINTING.test(subject)) return null
  const isWhole = attribute !== undefined && attribute !== '' && !MEASURES.test(attribute)
  return { thing, phrase: isWhole ? subject : thing }
}
