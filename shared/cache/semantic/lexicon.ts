import { stem } from '../../text/stems.ts'
import wordnet from './wordnet.json' with { type: 'json' }

/** Opposites of everyday requests, of machines and of money that WordNet lacks. By pairs of words. */
const OPPOSITES = `
  enable disable|activate deactivate|allow block|allow prevent|allow deny|allow forbid|permit block|permit deny
  accept decline|accept reject|accept refuse|approve reject|approve deny|approve decline|grant revoke|grant deny
  add remove|add delete|add subtract|insert remove|insert delete|create delete|create destroy|create remove
  install uninstall|install remove|attach detach|mount eject|open close|open shut|open lock|start stop|start end
  start finish|begin end|begin finish|begin stop|launch quit|launch close|run stop|continue stop|resume pause
  resume stop|resume suspend|pause unpause|show hide|reveal hide|display hide|expand collapse|maximize minimize
  maximise minimise|zoom unzoom|upload download|import export|push pull|send receive|give take|give receive
  lend borrow|loan borrow|buy sell|purchase sell|deposit withdraw|debit credit|pay receive|earn spend|save spend
  earn lose|win lose|gain lose|profit lose|profit loss|profit hedge|bull bear|bullish bearish|long short
  increase decrease|increase reduce|increase lower|raise lower|raise reduce|raise cut|raise drop|grow shrink
  upgrade downgrade|promote demote|expand shrink|expand contract|extend shorten|lengthen shorten|strengthen weaken
  include exclude|join leave|enter leave|enter exit|arrive depart|arrive leave|come go|follow unfollow
  subscribe cancel|renew cancel|connect disconnect|pair unpair|link unlink|bind unbind|merge split|join split
  combine separate|combine split|compress extract|zip unzip|pack unpack|encode decode|encrypt decrypt|lock unlock
  freeze thaw|freeze unfreeze|mute unmute|block unblock|archive unarchive|archive restore|delete restore
  delete recover|delete keep|remove keep|lose keep|lose find|remember forget|hire fire|employ dismiss|employ fire
  teach learn|ask answer|question answer|attack defend|love hate|like dislike|like hate|trust distrust
  support oppose|agree disagree|encourage discourage|help hinder|help harm|cause prevent|cause cure|cause treat
  cause avoid|use avoid|eat avoid|seek avoid|do avoid|pass fail|succeed fail|success failure|approval rejection
  fill empty|fill drain|charge discharge|charge refund|inflate deflate|heat cool|warm cool|wake sleep|live die
  birth death|born die|alive dead|marry divorce|build demolish|build destroy|repair break|fix break|fasten loosen
  tighten loosen|tie untie|wrap unwrap|fold unfold|roll unroll|plug unplug|load unload|register deregister
  enroll withdraw|enrol withdraw|assign unassign|check uncheck|select deselect|select unselect|do undo|commit revert
  apply revert|publish unpublish|publish withdraw|train untrain|advance retreat|advance delay|speed slow
  accelerate decelerate|accelerate brake|accelerate slow|focus blur|sharpen blur|brighten dim|brighten darken
  lighten darken|ascend descend|climb descend|rise fall|rise set|rise drop|sunrise sunset|dawn dusk|morning evening
  am pm|day night|summer winter|spring autumn|spring fall|monday friday|weekday weekend|today tomorrow
  yesterday tomorrow|yesterday today|before after|prior after|earlier later|previous next|last next|first last
  early late|old new|young old|minimum maximum|min max|least most|less more|fewer more|few many|best worst
  better worse|good bad|high low|higher lower|highest lowest|large small|big small|big little|larger smaller
  biggest smallest|tall short|long brief|longest shortest|shallow deep|wide narrow|thick thin|heavy light|strong weak
  hard soft|hard easy|difficult easy|simple complex|fast slow|quick slow|fastest slowest|cheap expensive
  cheapest dearest|free paid|rich poor|hot cold|wet dry|clean dirty|safe dangerous|safe risky|safe unsafe
  healthy sick|healthy harmful|happy sad|right wrong|right left|correct incorrect|true false|yes no|positive negative
  public private|internal external|inbound outbound|incoming outgoing|inner outer|inside outside|indoor outdoor
  domestic international|domestic foreign|local remote|local global|local foreign|online offline|manual automatic
  static dynamic|mutable immutable|synchronous asynchronous|sync async|optional required|optional mandatory
  voluntary mandatory|explicit implicit|direct indirect|active passive|active inactive|active dormant|visible hidden
  vertical horizontal|row column|top bottom|front back|upper lower|north south|east west|northern southern
  eastern western|male female|man woman|men women|boy girl|mother father|son daughter|brother sister|husband wife
  king queen|buyer seller|landlord tenant|employer employee|teacher student|doctor patient|parent child
  lender borrower|sender recipient|sender receiver|sender beneficiary|payer payee|server client|host guest|source target
  source destination|origin destination|input output|read write|reader writer|producer consumer|supply demand
  import export|income expense|revenue cost|asset liability|advantage disadvantage|pro con|benefit drawback
  benefit risk|benefit harm|strength weakness|similarity difference|similar different|same different|gain loss
  cause effect|problem solution|question solution|theory practice|war peace|friend enemy|hero villain
  major minor|primary secondary|senior junior|master slave|parent sibling|adult child|adult kid|adult infant|adult baby|start shut|boot shut|cat dog|single married|single multiple
  single double|singular plural|encourage forbid|legal illegal|legal banned|allowed banned|allowed forbidden
  allowed prohibited|pregnant infertile|asleep awake|sober drunk|full empty|full partial|half whole|wholesale retail
  fixed variable|fixed floating|fixed adjustable|gross net|nominal real|simple compound|liquid solid|raw cooked
  fresh frozen|natural artificial|organic synthetic|acid base|acidic alkaline|ally enemy|credit debit|checking savings
  premium basic|gold silver|gold platinum|business personal|student business|staging production|development production
  test production|foreground background|portrait landscape|prepaid postpaid|arrival departure|entrance exit
  withdrawal deposit|sale purchase|victory defeat|attract repel|absorb emit|absorb reflect|inhale exhale|evaporate condense
  melt freeze|dissolve precipitate|oxidize reduce|exothermic endothermic|convex concave|odd even|prime composite
  rational irrational|finite infinite|add multiply|multiply divide|differentiate integrate|ally foe|inflation deflation
  surplus deficit|shortage surplus|obese underweight|overweight underweight|hypertension hypotension
  hyperthyroidism hypothyroidism|hyperglycemia hypoglycemia|insomnia hypersomnia|constipation diarrhea|stimulant depressant
  vegan carnivore|introvert extrovert|optimist pessimist|atheist believer|democrat republican|liberal conservative`

/** Words that people use for each other in questions. */
const SYNONYMS = `
  enable activate|disable deactivate|remove delete erase uninstall|buy purchase|fix repair|begin start|stop quit end
  begin commence|cellphone phone mobile smartphone|movie film|car automobile|photo picture image pic|doctor physician
  sick ill|reduce decrease lower|raise increase|lose drop|weight fat|earn make|get obtain gain receive|job career employment
  best top greatest|good great|improve better increase|learn study|usa us america american states|uk britain british
  india indian|china chinese|maximum max|minimum min|gmail email mail|email e-mail|kid child children|people person
  someone person|pros advantage benefit|cons disadvantage drawback|cost price fee charge|cost much|fast quick quickly speed
  hard difficult tough|easy simple|meaning definition mean|reason why|way method|show display|choose select pick
  hire recruit|college university|show reveal|company firm business|guy man|girl woman|laptop notebook computer pc
  app application|info information|ad advertisement|password pwd|tv television|bike motorcycle|apartment flat
  vacation holiday|salary pay wage|attorney lawyer|speak talk|happen occur|allow let permit|require need
  big large huge|small little|rich wealthy|important significant|kind type sort|differ difference different|compare comparison
  summarise summary summarize|mature maturity|enroll eligible|transfer send|freeze lock block|profession job occupation`

const byStem = (list: string): string[][] =>
  list.split(/[|\n]/).map((group) =>
    group
      .trim()
      .split(/\s+/)
      .map((word) => stem(word, 'en')),
  )

type Relations = ReadonlyMap<string, ReadonlySet<string>>

function relate(groups: readonly (readonly string[])[]): Relations {
  const related = new Map<string, Set<string>>()
  for (const group of groups) {
    for (const one of group) {
      const known = related.get(one) ?? new Set()
      for (const other of group) if (other !== one) known.add(other)
      related.set(one, known)
    }
  }
  return related
}

const parsed = (text: string) => text.split('|').map((group) => group.split(' '))

let loaded: { opposites: Relations; synonyms: Relations; asked: Relations } | undefined

/** Parsed on first use: 40 ms that a process without semantic look-ups never pays. */
function lexicon() {
  loaded ??= {
    opposites: relate([...parsed(wordnet.opposites), ...byStem(OPPOSITES)]),
    synonyms: relate(parsed(wordnet.synonyms)),
    asked: relate(byStem(SYNONYMS)),
  }
  return loaded
}

const PREFIX = /^(?:un|in|im|il|ir|dis|non|de|anti|mis|a|ab|counter)$/
const PAIRED_PREFIXES = [
  ['in', 'ex'],
  ['im', 'ex'],
  ['up', 'down'],
  ['over', 'under'],
  ['hyper', 'hypo'],
  ['pre', 'post'],
  ['in', 'out'],
  ['on', 'off'],
  ['en', 'dis'],
  ['en', 'de'],
  ['macro', 'micro'],
  ['pro', 'anti'],
  ['intro', 'extro'],
  ['inter', 'intra'],
  ['em', 'dis'],
  ['in', 'de'],
  ['ac', 'de'],
  ['as', 'de'],
] as const
const SHORTEST_BASE = 4

/** "lock" and "unlock", "arm" and "disarm", "import" and "export", "careful" and "careless". */
function differByPrefix(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one]
  if (short.length >= SHORTEST_BASE - 1 && long.endsWith(short))
    return PREFIX.test(long.slice(0, -short.length))
  return PAIRED_PREFIXES.some(([a, b]) => sameBase(one, other, a, b) || sameBase(one, other, b, a))
}

const sameBase = (one: string, other: string, a: string, b: string): boolean =>
  one.startsWith(a) &&
  other.startsWith(b) &&
  one.length - a.length >= SHORTEST_BASE - 1 &&
  one.slice(a.length) === other.slice(b.length)

const withoutSuffix = (word: string) => /^(.{3,}?)(?:less|ful|fully)$/.exec(word)?.[1]

function differBySuffix(one: string, other: string): boolean {
  const [a, b] = [withoutSuffix(one), withoutSuffix(other)]
  const isLess = (word: string) => word.endsWith('less')
  return (
    (isLess(one) !== isLess(other) && a !== undefined && a === b) ||
    (isLess(one) && a !== undefined && a === other) ||
    (isLess(other) && b !== undefined && b === one)
  )
}

/** Do two English stems say the contrary of each other? By WordNet, our list, or how they are formed. */
export const areOpposite = (one: string, other: string): boolean =>
  one !== other &&
  (lexicon().opposites.get(one)?.has(other) === true ||
    differByPrefix(one, other) ||
    differBySuffix(one, other) ||
    areOppositeDegrees(one, other))

/** "Hotter" and "colder" by "hot" and "cold". */
function areOppositeDegrees(one: string, other: string): boolean {
  const [bases, others] = [basesOf(one), basesOf(other)]
  return bases.some((base) => others.some((against) => lexicon().opposites.get(base)?.has(against)))
}

function basesOf(word: string): string[] {
  const [, base] = /^(.{3,})(?:er|est)$/.exec(word) ?? []
  if (base === undefined) return []
  return [base, `${base}e`, base.replace(/(.)\1$/, '$1'), base.replace(/i$/, 'y')].map((form) =>
    stem(form, 'en'),
  )
}

/** 2: people ask with either word, 1: WordNet knows a sense that they share, 0: neither. */
export function synonymy(one: string, other: string): 0 | 1 | 2 {
  if (lexicon().asked.get(one)?.has(other)) return 2
  return lexicon().synonyms.get(one)?.has(other) ? 1 : 0
}
