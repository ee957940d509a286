import type { Rule } from './rule.ts'

/**
 * Turns of English that say the same, brought to one form before anything is compared. In order, on text in
 * lower case with single spaces.
 */
export const SAME_TURNS: readonly Rule[] = [
  [/\b(?:i'm)\b/g, 'i am'],
  [/\bcan't\b|\bcannot\b/g, 'can not'],
  [/\bwon't\b/g, 'will not'],
  [/n't\b/g, ' not'],
  [/\bwhat's\b/g, 'what is'],
  [/\b(who|how|where|when|it|that|there)'s\b/g, '$1 is'],
  [/'(?:ve|re|ll|d|m)\b/g, ' '],
  [/\bu\.s\.(?:a\.)?/g, 'usa'],
  [/\be\.g\.|\bi\.e\./g, ' '],
  [/\b(?:hi|hello|hey|please|pls|kindly|thanks|thank you)\b,?/g, ' '],
  [
    /\b(?:can|could|would|will) (?:you|anyone|somebody|someone|any one) (?:please )?(?:tell|explain|show|teach|help|give|suggest|advise|let)(?: (?:to )?(?:me|us))?(?: know)?\b/g,
    ' ',
  ],
  [
    /\b(?:i (?:want|need|would like|wish) to know|i wonder|i was wondering|do you know|does anyone know|any idea)\b/g,
    ' ',
  ],
  [/^(?:tell|explain|show|give) (?:to )?(?:me|us)\b/g, ' '],
  [
    /\b(?:is|are) there (?:a|any|some) (?:good |easy |simple |proper |quick )?(?:ways?|methods?|options?)(?: (?:to|of|for|that i can|i can))\b/g,
    'how to ',
  ],
  [
    /\b(?:what|which) (?:is|are|would be|was|were) (?:the|a|an|some|my|your)?\s*(?:of )?(?:the )?(?:best |good |easiest |simplest |easy |right |proper |correct |quickest |fastest |most effective |effective |possible )?(?:ways?|methods?|steps?|procedures?|process|tips?) (?:to|of|for|in|i can|by which i can)\b/g,
    'how to ',
  ],
  [
    /\b(?:the )?(?:steps|ways|way|procedure|process|instructions|guide|method|methods|tips) (?:to|for|of)\b/g,
    'how to ',
  ],
  [
    /\bwhat (?:should|must|can|could|do|would) (?:i|we|you|one|people|a person) (?:need to |have to )?do (?:to|if i want to|in order to)\b/g,
    'how to ',
  ],
  [
    /\bhow (?:can|could|do|does|should|shall|would|will|might|must|may) (?:i|we|you|one|someone|somebody|people|anyone|a person) (?:be able to |go about |best )?/g,
    'how to ',
  ],
  [/\bhow (?:are|is) (.{1,60}?) able to\b/g, 'how do $1'],
  [/\bi (?:want|need|would like|am trying|wish) to\b/g, 'how to '],
  [/\bhow to (?:go about|start to)\b/g, 'how to '],
  [
    /\bwhat time\b|\bat what time\b|\bby what time\b|\bwhat date\b|\bwhich (?:year|day|date)\b|\bwhat (?:year|day)\b/g,
    'when',
  ],
  [/\b(?:what|which) (?:place|country|city)s?\b/g, 'where'],
  [/\b(?:what|which) (?:person|people|man|woman)\b/g, 'who'],
  [
    /\bwhat (?:is|are|was|were) the (?:main )?(?:reasons?|causes?) (?:for|of|that|why|behind)\b|\bhow come\b|\bfor what reasons?\b/g,
    'why ',
  ],
  [/\bwhat (?:does|do|did) (.{1,60}?) mean\b/g, 'what is meaning of $1'],
  [/\bwhat (?:is|are) (?:the )?(?:definition|meanings?) of\b/g, 'what is meaning of '],
  [/\bhow (?:does|do|is|are) (.{1,50}?) (?:differ|different) from\b/g, 'what is difference between $1 and '],
  [/\bhow much time\b/g, 'how long'],
  [/\bat the moment\b|\bright now\b|\bas of now\b|\bcurrently\b|\bnowadays\b/g, 'now'],
  [/\b(?:in fact|of course|as a matter of fact|by the way|in general|for example|such as)\b/g, ' '],
  [/\bin order to\b/g, 'to'],
  [/\bup to date\b/g, 'current'],
  [/\bused? to be\b/g, 'formerly'],
  [/\bmore than\b|\bgreater than\b/g, 'over'],
  [/\bless than\b|\bfewer than\b|\blower than\b/g, 'under'],
  [/\b(?:turn|switch)(?:ing|ed)? (?:the )?(on|off)\b/g, 'turn $1'],
  [/\b(?:turn|switch)(?:ing|ed)? (?!on\b|off\b)((?:\S+ ){1,4}?)(on|off)\b/g, 'turn $2 $1'],
  [/\bturn on\b/g, 'enable'],
  [/\bturn off\b/g, 'disable'],
]

const list = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/** Say nothing about what is asked. */
export const EMPTY_WORDS = list(`
  a an the of to in on at for is are was were be been being am do does did doing have has had having i me my mine we us our
  you your he she it its they them their this that these those there here and or but so as by with from about into than
  then if else what which who whom whose when where why how can could will would shall should may might must need
  liked wanted needed really actually indeed truly very quite just simply even also too well s t d ll m re ve someone somebody anyone
  anybody one ones oneself myself yourself himself herself themselves get got gets getting want wants go going
  please know some such it's let us like able thing things much many lot lots way ways exactly literally basically
  honestly somehow definitely certainly possibly say ever still between out up off over under down not no
  him her his hers while during through because whether per via according etc vs versus eg ie let's lets
  make makes made making else however therefore`)

/** Without one of these on the other side the answer is another. */
export const TELLING_SIGNS = list(`
  on off in out up down over under above below before after without with only never always nobody none
  sometimes often usually second now
  all every except unless until since formerly both neither either half twice
  more less most least fewer too enough instead again against first last next previous any`)

/** On each side one of a pair: two different questions. */
export const SIGN_PAIRS = `
  on off|in out|up down|over under|above below|before after|with without|more less|most least|more fewer|always never
  all none|every no|all some|first last|next previous|until since|before since|from to|for against|to from|into from
  into out|onto off|first second|most fewest|all only|all any|every any|now formerly|now later|before during|after during
  |all most|every most|always sometimes|always often|always usually|never sometimes|never often|never usually|second last`

export const NEGATORS = list(`
  not no never none nobody nothing nowhere neither nor without unable fail fails failed failing lack lacks lacking
  lacked avoid avoids avoided avoiding prevent prevents prevented preventing refuse refuses refused stop stops stopped
  except excluding barely hardly rarely seldom cease ceases unless non non- impossible instead rather`)

/** Of a whole, or of alternatives: in a yes-or-no question one on each side asks something else. */
export const PART_PAIRS = 'and or|all some|every some|most some|both or'
  .split('|')
  .map((pair) => pair.split(' '))

/** Who is spoken of: one on each side is another person. */
export const PERSONS = [list('he him his himself'), list('she her hers herself')] as const

export const DUTY = list('should must shall ought supposed required')
export const ABILITY = list('can could able possible')
export const CHANCE = list('may might')
export const PAST = list('did was were had')

export const UNITS =
  /^(?:%|percent|mg|g|kg|grams?|kilograms?|lbs?|pounds?|oz|ounces?|cups?|spoons?|ml|l|lit(?:er|re)s?|km|cm|mm|m|met(?:er|re)s?|miles?|inch(?:es)?|ft|feet|hours?|hrs?|h|minutes?|mins?|seconds?|secs?|days?|weeks?|months?|years?|yrs?|dollars?|usd|eur|euros?|rs|rupees?|inr|lakhs?|crores?|k|million|billion|gb|mb|tb|kb|hz|ghz|mhz|w|kw|v|volts?|watts?|mah|mph|kmh|c|f|degrees?|am|pm|bits?|°)$/

export const NUMBER_WORDS: ReadonlyMap<string, string> = new Map(
  `zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
  nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion`
    .trim()
    .split(/\s+/)
    .map((word, index) => [
      word,
      String(
        index === 0
          ? 0
          : index < 20
            ? index + 1
            : index < 27
              ? (index - 17) * 10
              : [100, 1_000, 1_000_000, 1_000_000_000][index - 27],
      ),
    ]),
)

/** Forms that no stemmer brings together, as `base form form`. */
export const IRREGULAR: ReadonlyMap<string, string> = new Map(
  `buy bought|take took taken|leave left|see saw seen|know knew known|give gave given|find found|think thought|tell told
  |become became|feel felt|bring brought|begin began begun|keep kept|hold held|write wrote written|stand stood|hear heard
  |mean meant|meet met|run ran|pay paid|sit sat|speak spoke spoken|lie lay lain|lead led|grow grew grown|lose lost
  |fall fell fallen|send sent|build built|understand understood|draw drew drawn|break broke broken|spend spent|rise rose risen
  |drive drove driven|wear wore worn|choose chose chosen|seek sought|throw threw thrown|catch caught|deal dealt|win won
  |forget forgot forgotten|sell sold|fight fought|teach taught|eat ate eaten|sing sang sung|strike struck|hang hung
  |shake shook shaken|ride rode ridden|feed fed|shoot shot|drink drank drunk|hide hid hidden|steal stole stolen|bite bit bitten
  |blow blew blown|fly flew flown|swim swam swum|sleep slept|wake woke woken|tear tore torn|lend lent|bend bent|dig dug
  |freeze froze frozen|forgive forgave forgiven|shrink shrank shrunk|sink sank sunk|swear swore sworn|bind bound|breed bred
  |light lit|pro pros|man men|woman women|child children|person people|foot feet|tooth teeth|mouse mice|wife wives|life lives`
    .split('|')
    .flatMap((forms) => {
      const [base = '', ...others] = forms.trim().split(/\s+/)
      return others.map((form): [string, string] => [form, base])
    }),
)
