/**
 * Words that tell how fast the answer to a question changes, in English and Chinese, for text in lower case
 * with single spaces. A time counts in every question; a topic does not when the question is about a year
 * long past, or about the notion itself.
 */

type Template = [list: TemplateStringsArray, ...inserted: string[]]

/** Alternatives, parted by `|` or by the end of a line. */
const either = (...[list, ...inserted]: Template): string =>
  String.raw(list, ...inserted)
    .trim()
    .replace(/\s*\n\s*/g, '|')
const words = (...template: Template): string => String.raw`\b(?:${either(...template)})\b`
const any = (...patterns: string[]): RegExp => new RegExp(patterns.join('|'), 'u')

/** Taken out before anything is looked for: there the word means something else. */
export const OTHER_SENSES = new RegExp(
  [
    words`
      (?:electric(?:al)?|alternating|direct|eddy|induced|leakage|inrush|short[- ]circuit|fault|load|drift) currents?
      (?:starting|drain|base|collector|bias|phase|line|ac|dc|conventional|convection) currents?
      (?:ocean|sea|water|rip|air|gulf|tidal) currents?
      currents? (?:density|flows?|flowing|sources?|transformers?|mirrors?|dividers?|amplifiers?|loops?|sensors?)
      currents? (?:limit\w*|law|carrying|through|accounts?|assets?|liabilit\w+|ratio|deficit)
      currents? in (?:an? |the )?(?:\w+ )?(?:wire|conductor|circuit|resistor|coil|capacitor|inductor|solenoid)s?
      (?:voltage|resistance|volts?|power|charge|watts?|ohms?)(?: and|,| or| vs) current
      current(?: and|,| or| vs) (?:voltage|resistance|power|charge|potential)
      price (?:elasticity|discrimination|ceilings?|floors?|mechanism|theory|index|tags?|fixing|takers?|makers?)
      (?:usa|psychology|india|history|physics|china|russia) today(?! (?:is|are|was))
      today'?s (?:world|society|age|era|generation|youth|teens|teenagers|children|kids)
      (?:fake|yellow|good|bad|hacker) news|news ?(?:paper|letter|feed|stand)s?
      news (?:channel|anchor|reporter|app|web ?site|site|agency|network|presenter|reader)s?
      (?:web|website|site|blog|network|organic|internet|drug|human|page|app|search) traffic
      (?:free|more|get|drive|increase|ad) traffic
      traffic (?:lights?|signals?|signs?|rules|laws?|cones?|fines?|tickets?|police|cops?)
      traffic to (?:my|your|a|our|the) (?:\S+ )?(?:web ?site|site|blog|page|store|channel|app)
      (?:film|movie|musical|orchestral|music|full|piano|credit|cibil|fico|iq|apgar|quora|good|high) scores?
      (?:sat|gre|gmat|act|ielts|toefl|jee|neet|cat|test|exam|mock|cut ?off|z|t|f1) scores?`,
    either`
      今日头条|今日頭條|现在(?:完成|进行|分词|主义)|現在(?:完成|進行|分詞)|天气之子|天氣之子
      新闻(?:学|系|专业|传播|记者|主播)|新聞(?:學|系|專業|傳播|記者|主播)|价格(?:弹性|歧视)|價格(?:彈性|歧視)`,
  ].join('|'),
  'gu',
)

export const LIVE_TIMES = any(
  words`
    (?:right|open|happening|here and|as of) now|at (?:the|this) (?:very )?moment|current time
    real[- ]time (?:prices?|quotes?|scores?|updates?|traffic|status|tracking)
    currently (?:happening|playing|open|down)|live (?:scores?|updates?|results?|streams?)`,
  '现在|現在|此刻|此时|实时|實時|即时|眼下|正在直播',
)

export const NEWS_TIMES = any(
  words`
    latest|today(?:'?s)?|tonight(?:'?s)?|yesterday(?:'?s)?|tomorrow(?:'?s)?|this (?:morning|afternoon|evening)
    last night|(?:past|last) (?:few )?(?:24 |48 )?hours?|\d+ (?:minutes?|hours?|days?) ago
    breaking news|headlines?|just (?:announced|released|happened|died|won|launched)`,
  either`
    最新|今天|今日|今晚|今早|今晨|昨天|昨日|昨晚|明天|明日|刚刚|剛剛|突发|突發|热搜|熱搜|头条|頭條
    \d+(?:分钟|分鐘|小时|小時|天)前`,
)

export const RECENT_TIMES = any(
  words`
    (?:this|last|next|past|coming) (?:week(?:end)?|month|quarter|year|season|semester)(?:'?s)?
    (?:this|last|next|past|coming) (?:spring|summer|autumn|fall|winter)(?:'?s)?
    current(?:ly)?|recent(?:ly)?|nowadays|these days|at present|presently|present[- ]day|now|so far|as of
    up[- ]to[- ]date|newest|new(?:er)? version|upcoming|forthcoming
    still (?:alive|open|available|working|running|together|married|active)`,
  either`
    本周|本週|这周|這週|这个?星期|這個?星期|上周|上週|下周|下週|本月|这个?月|這個?月|上个?月|上個月|下个?月|下個月
    今年|去年|明年|本年度|本季|近日|最近|近期|近来|近來|目前|当前|當前|现任|現任|如今|当今|當今|即将|即將|新版`,
)

const CURRENCY = either`
  (?:us )?(?:dollars?|usd)|euros?|eur|pounds?|gbp|sterling|yen|jpy|yuan|rmb|cny|renminbi|rupees?|inr|rubles?|rub
  won|krw|francs?|chf|aud|cad|hkd|sgd|pesos?|btc|bitcoins?|eth`
const TRADED =
  'bitcoin|btc|ethereum|eth|dogecoin|gold|silver|platinum|copper|oil|crude|brent|gas|petrol|gasoline|diesel'

export const LIVE_TOPICS = any(
  words`
    weather (?:in|at|for|near|like|forecasts?|report|conditions|updates?|outside|there|here)
    (?:the|'s|is|how|s) weather|(?<!sales |revenue |demand |financial |budget |cash flow )forecast
    temperature (?:in|outside|at) (?!which|what|an? |kelvin|celsius|fahrenheit)
    is it (?:raining|snowing|sunny|cold|hot|open)|will it (?:rain|snow)|air quality|aqi|uv index|pollen count
    (?:stock|share|spot|crypto\w*|fuel|electricity|${TRADED}) (?:prices?|quotes?)
    prices? of (?:${TRADED}|(?:\S+ )?(?:stocks?|shares?))
    market cap(?:itali[sz]ation)?|dow jones|sensex|nifty|(?:exchange|conversion|forex|currency) rates?
    (?:${CURRENCY}) (?:to|in|into|vs|versus|against) (?:the )?(?:${CURRENCY})
    (?:match|game|cricket|football|soccer|basketball|baseball|tennis|hockey|current|half-?time) scores?
    (?:nba|nfl|mlb|nhl|ipl) scores?|(?:what's|what is|whats) the score
    score of (?:the |today |last |this )?(?:\S+ ){0,4}(?:game|match|final)
    who(?:'s| is) (?:winning|leading|ahead)|(?:server|service|system) status|outages?
    traffic (?:in|on|near|at|from|report|updates?|conditions|jams?|delays?)
    (?:how is|how's|is there) (?:the )?traffic|departures? (?:from|at|board)
    (?:flight|train|bus|ferry|tube|metro|subway) (?:status|delays?|departures?|arrivals?|tracker)
    next (?:train|bus|flight|tram|ferry|metro|subway)|what time is it|(?:what is|what's) the time
    (?:near|closest to|nearest to) me`,
  String.raw`\bweather\W*$`,
  String.raw`\b(?:is|are) (?:\S+ ){1,5}(?:down|offline)(?: (?:again|for (?:everyone|anyone|others|me)))?\W*$`,
  either`
    天气|天氣|气温|氣溫|股价|股價|股票价格|汇率|匯率|金价|金價|油价|油價|币价|比特币价|现价|行情|大盘|比分|余票|限行
    路况|路況|堵车|塞车|空气质量|空氣品質|航班(?:动态|状态|延误)|几点了|幾點了`,
)

export const NEWS_TOPICS = any(
  words`
    news|(?:election|exit|opinion) (?:results?|polls?|polling)|lottery (?:numbers?|results?)|winning numbers
    who won (?!.*\b(?:war|battle)\b)(?:the|last|this)|box office|trending|standings|league table
    (?:air|plane|flight|train|bus|concert) ?(?:ticket|fare)s?(?: prices?)? (?:from|to|for)
    earthquakes? (?:in|near)|wildfires? in|hurricane (?:path|track|warning)`,
  either`
    新闻|新聞|选举结果|選舉結果|开奖|開獎|地震|比赛结果|比賽結果|赛程|票房|台风|颱風|排行榜`,
)

const OFFICE = either`
  (?:vice[- ])?president|prime minister|ceo|cto|cfo|chief (?:minister|executive|justice)|king|queen|pope|mayor
  governor|chancellor|minister|chair(?:man|woman|person)?|head|director|coach|captain|owner|leader|secretary
  speaker|champion|ambassador|emperor|monarch`
const OFFICE_ZH =
  '总统|總統|总理|總理|首相|主席|市长|市長|省长|总裁|總裁|董事长|董事長|首席执行官|校长|校長|国王|國王|教皇'

export const RECENT_TOPICS = any(
  words`
    who(?:'s| is| are)(?: \S+){0,4}? (?:${OFFICE})|who (?:leads|owns|runs)
    is \S+ (?:\S+ )?(?:alive|dead|married|single)|release dates?
    when (?:is|will|does|do|are) (?:\S+ ){1,8}(?:come out|coming(?: out)?|released?|launch(?:ed|ing)?|available)
    when (?:is|will|does|do|are) (?:\S+ ){1,8}(?:air(?:ed|ing)?|announced?|starts?|open(?:ing)?)
    (?:the )?next (?:election|olympics|world cup|episode|iphone|version|release|game|match)
    prices?|how much (?:is|are|does|do|would|will) (?:\S+ ){1,8}(?:costs?|worth)|net worth|cost of living
    how old is|population of|gdp of|richest|world record|rankings?|number one|minimum wage|salar(?:y|ies)
    (?:interest|mortgage|tax|inflation|unemployment|repo|crime) rates?|cut ?offs?|deadlines?
    most (?:popular|valuable|followed|subscribed|viewed)|vacanc(?:y|ies)|job openings?
    (?:stock|share|housing|job|crypto) market`,
  either`
    多少钱|多少錢|价格|價格|价钱|房价|房價|利率|首富|上映|上市时间|发布时间|發布時間|发售|排名|人口|净资产|身价|工资|薪资|截止
    什么时候(?:发布|上市|开学|放假|开始|出)|(?:谁是|誰是).{0,8}(?:${OFFICE_ZH})|(?:${OFFICE_ZH})(?:是谁|是誰)`,
)

/** The question is about how something works, or what a word means: what a topic's value is, is not asked. */
export const EXPLAINED = any(
  String.raw`^(?:how (?:do|does|did|can|could|should|would|to)|explain|define|describe)\b`,
  words`
    what (?:causes|caused|affects|determines|drives)|meaning of|definition of|difference between|history of
    theory of|concept of|effects? of|what does .{1,80} mean|what do you (?:mean|understand) by
    (?:are|is) .{1,60} (?:calculated|determined|measured|defined|formed)`,
  either`
    什么意思|什麼意思|是什么概念|的原理|的历史|的歷史|的定义|的區別|的区别|怎么(?:计算|算|形成)|如何(?:计算|形成|影响)|由什么决定`,
)
