import type { FreshnessClass } from '../../metrics/definitions.ts'
import { holdsPersonalData } from '../../text/personal-data.ts'
import { type QuestionFacts, readQuestion } from './question-facts.ts'

/** Why a question neither takes the answer of another nor gives its own. */
export type NeverSemantic = 'script' | 'personal' | 'live' | 'follow-up' | 'code' | 'long' | 'empty'

/** Characters. Longer inputs share a beginning with many others, and mean something else at the end. */
const LONG = 400

const CODE =
  /```|`[^`]+`|^\s*(?:import|def|class|function|const|let|var|select|insert|update|delete from|curl|npm|pip|git|sudo|docker)\s.*[=({;<>|-]|[{};]\s*$|=>|<\/?[a-z]+[^>]*>|\w+\([^)]*\)\s*[;{]|\$\{|::\w|-{2}\w+[= ]/imu

const OWN = String.raw`\b(?:my|mine|our|ours)\b`
const THINGS =
  '(?:accounts?|balance|transactions?|transfers?|payments?|orders?|deliver(?:y|ies)|parcels?|packages?|refunds?|statements?|bills?|invoices?|limit|credit|cards?|loans?|mortgage|salary|pay|payslip|claims?|tickets?|bookings?|reservations?|appointments?|subscription|membership|points|documents?|files?|messages?|e-?mails?|photos?|calendar|schedule|tasks?|password|pin|results?|grades?|application|policy|deposit|savings|portfolio|dispute|case)'
const OWN_THING = new RegExp(String.raw`${OWN}(?:\s+[\w-]+){0,3}?\s+${THINGS}\b`, 'iu')
/** How anybody does it is no question about one's own. */
const GENERAL =
  /^(?:how|why|what (?:happens|should|can)|is it|steps?\b|is there|where (?:do|can|should) i|can i|should i)/i
const ORDER =
  /^(?:please\s+)?(?:show|cancel|close|open|send|pay|transfer|increase|raise|lower|freeze|block|stop|list|find|get|give|check|update|change|delete|move|book|remind|call|pull up|shut)\b.{0,60}?\b(?:my|mine|me|our)\b/i
const ABOUT_ME =
  /\b(?:do i (?:owe|have)|did i|have i|am i|i (?:just )?(?:sent|ordered|paid|bought|booked)|who am i|where am i|i live|near me|my (?:name|age|address|location|birthday))\b/i
const CODE_OF_CASE =
  /#\s?[A-Z]{0,4}-?\d{3,}|\b[A-Z]{1,4}-\d{3,}\b|\b(?:on file|customer|member) (?:for )?(?:#|[A-Z])/u
const OWN_ZH =
  /我的?(?:账户|帐户|账号|帐号|余额|订单|快递|包裹|账单|额度|卡|工资|密码|会员|积分|申请|贷款|还款|花呗|借呗)(?:是|有|在|还|怎么样|什么时候|到哪|多少|为什么)|我(?:欠|还欠|买了|订了|付了)|查一?下我/u

/** "and what about …?", "why is that?": nothing stands for the thing that is meant. */
const FOLLOW_UP =
  /^(?:and|but|so|or|also|then|what about|how about|why not|really|ok(?:ay)?|yes|no)\b|^(?:why|how|when|where|who|what)(?: \w+)?(?: (?:is|was|are|were|does|did|do))? (?:that|this|it|they|those|these|he|she)\b.{0,25}$|^(?:那|那么|还有|然后|所以|但是)|^(?:它|他|她|这个|那个|这|那)(?:是|的|呢|在|有|怎)|呢[？?]?$/iu

/** Null: the question may be looked up, and kept. Times and topics are told by `freshness` (`freshnessOf`). */
export function neverSemantic(asked: {
  question: string
  freshness: FreshnessClass
  /** The conversation before it could not be resolved. */
  isFollowUp: boolean
  facts?: QuestionFacts
}): NeverSemantic | null {
  const { question } = asked
  if (question.length > LONG) return 'long'
  if (asked.freshness === 'live') return 'live'
  if (asked.isFollowUp || FOLLOW_UP.test(question.trim())) return 'follow-up'
  if (CODE.test(question)) return 'code'
  if (isPersonal(question)) return 'personal'
  const facts = asked.facts ?? readQuestion(question)
  if (facts.script === 'other') return 'script'
  return facts.stems.length === 0 ? 'empty' : null
}

function isPersonal(question: string): boolean {
  const text = question.trim()
  if (holdsPersonalData(text) || OWN_ZH.test(text) || CODE_OF_CASE.test(text)) return true
  if (ORDER.test(text) || ABOUT_ME.test(text)) return true
  return OWN_THING.test(text) && !GENERAL.test(text)
}
