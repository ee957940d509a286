import { stem } from './stems.ts'

/** Words of one form stand for all their forms: "increase decrease" is "increased decreased" too. */
const PAIRS = `
  increase decrease|increase reduce|increase lower|rise fall|rose fell|risen fallen|rise decline|rise drop|rise sink
  |grow shrink|grew shrank|growth decline|grow decline|grew declined|expand shrink|expand contract|expanded shrank
  |gain lose|gained lost|win lose|won lost|victory defeat|success failure|succeed fail|profit loss|above below
  |over under|before after|earlier later|early late|previous next|previous following|former latter|first last|initial final
  |more less|more fewer|most least|most fewest|many few|much little|high low|higher lower|highest lowest
  |large small|larger smaller|largest smallest|big small|bigger smaller|biggest smallest|great small|greater smaller|greater lesser
  |greatest smallest|greatest least|huge tiny|long short|longer shorter|longest shortest|tall short|old young|older younger
  |oldest youngest|old new|older newer|oldest newest|north south|northern southern|east west|eastern western
  |northeast southwest|northwest southeast|northeastern southwestern|northwestern southeastern|left right|up down|upper lower
  |top bottom|front back|front rear|inside outside|internal external|inner outer|interior exterior|indoor outdoor|near far
  |nearest farthest|close distant|accept reject|accept refuse|approve reject|approve veto|approve disapprove|allow forbid
  |allow prohibit|allow ban|allow prevent|permit forbid|permit prohibit|permit ban|include exclude|enable disable|enable prevent
  |cause prevent|open close|open shut|begin end|began ended|begin cease|began ceased|begin finish|began finished|begin stop
  |began stopped|start stop|start end|start finish|start cease|beginning ending|continue stop|continue cease|remain leave|remained left
  |build destroy|built destroyed|build demolish|built demolished|create destroy|create abolish|found dissolve|founded dissolved
  |founded abolished|founded closed|founded disbanded|establish abolish|establish dissolve|form disband|form dissolve
  |construct demolish|construct destroy|preserve destroy|protect destroy|repair damage|alive dead|live die|living dead|born died
  |born killed|birth death|survive die|survive perish|male female|man woman|men women|boy girl|father mother|son daughter
  |brother sister|husband wife|uncle aunt|nephew niece|king queen|prince princess|grandfather grandmother|positive negative
  |strong weak|stronger weaker|strongest weakest|strengthen weaken|fast slow|faster slower|fastest slowest|quickly slowly
  |rapid slow|rapidly slowly|accelerate slow|hot cold|hotter colder|hottest coldest|warm cool|warm cold|warmer colder|warmer cooler
  |wet dry|wetter drier|light dark|bright dark|black white|heavy light|heavier lighter|rich poor|richer poorer|richest poorest
  |wealthy poor|wealthiest poorest|cheap expensive|easy difficult|easy hard|easier harder|easily hardly|hard soft|simple complex
  |simple complicated|rough smooth|true false|right wrong|correct wrong|good bad|good evil|better worse|best worst|improve worsen
  |support oppose|supporter opponent|agree disagree|agree refuse|love hate|like dislike|friend enemy|friendly hostile|ally enemy
  |major minor|majority minority|maximum minimum|public private|official unofficial|always never|often rarely|often seldom
  |frequently rarely|frequently seldom|usually rarely|usually seldom|generally rarely|sometimes never|all none|every no|everyone nobody
  |same different|similar different|equal different|alike different|common rare|common unusual|widespread rare|present absent
  |presence absence|buy sell|bought sold|buyer seller|purchase sell|purchased sold|import export|borrow lend|lend borrow
  |arrive depart|arrive leave|arrived left|enter leave|entered left|enter exit|join leave|joined left|return leave|returned left
  |come go|came went|appear disappear|appearance disappearance|ancient modern|traditional modern|domestic foreign|domestic international
  |national international|local global|native foreign|legal illegal|guilty innocent|safe dangerous|safety danger|raise lower|raise reduce
  |raise cut|reduce expand|full empty|entire partial|complete partial|whole partial|wide narrow|wider narrower|widest narrowest
  |broad narrow|deep shallow|deeper shallower|deepest shallowest|thick thin|thicker thinner|dense sparse|densely sparsely
  |fat thin|rural urban|advantage disadvantage|benefit harm|beneficial harmful|helpful harmful|useful useless|day night|daytime nighttime
  |morning evening|summer winter|spring autumn|peace war|peaceful violent|attack defend|attacker defender|offensive defensive
  |praise criticize|praise criticise|praise condemn|acclaim criticize|appoint dismiss|hire fire|elect defeat|promote demote
  |promote hinder|encourage discourage|help hinder|assist hinder|permanent temporary|temporarily permanently|natural artificial
  |primary secondary|main secondary|direct indirect|simultaneously separately|together apart|together separately|unite divide
  |united divided|merge split|combine separate|connect disconnect|attach detach|add remove|add subtract|multiply divide
  |absorb emit|absorb release|attract repel|ascend descend|upward downward|forward backward|horizontal vertical|vertically horizontally
  |clockwise counterclockwise|convex concave|sweet bitter|sweet sour|acid alkaline|acidic alkaline|solid liquid|hostile friendly
  |conservative liberal|conservative progressive|optimistic pessimistic|optimist pessimist|careful careless|cautious reckless
  |brave cowardly|generous stingy|honest dishonest|clean dirty|clear unclear|quiet noisy|quiet loud|famous unknown|famous obscure
  |known unknown|popular unpopular|remember forget|remembered forgotten|find lose|found lost|catch release|captured released
  |capture release|arrest release|imprisoned released|imprisoned freed|convict acquit|convicted acquitted|attack retreat|advance retreat
  |victorious defeated|winner loser|winning losing|teacher student|employer employee|parent child|predator prey|host guest
  |master servant|slave master|cause effect|question answer|supply demand|income expense|asset liability|debit credit|deficit surplus
  |import export|input output|offense defense|entrance exit|departure arrival|ally adversary|junior senior|superior inferior
  |flexible rigid|fixed variable|constant variable|stable volatile|abstract concrete|active passive|literate illiterate|voluntary compulsory
  |voluntary mandatory|optional mandatory|optional required|optional compulsory|mild severe|slight severe|slightly greatly
  |slightly significantly|considerably slightly|gradually suddenly|gradual sudden|partially fully|partly fully|partly entirely
  |partially completely|barely fully|nearly exactly|approximately exactly|minimum maximum|predecessor successor
  |preceded succeeded|precede follow|preceding following|ancestor descendant|reveal conceal|reveal hide|expose conceal|show hide
  |lead follow|obey disobey|adopt abandon|maintain abandon|keep abandon|defend abandon|retain lose|retained lost|keep lose|kept lost
  |lengthen shorten|widen narrow|heat cool|heating cooling|freeze melt|inflate deflate|inhale exhale|push pull|wax wane
  |masculine feminine|marry divorce|married divorced|marriage divorce|single married|widow widower|actor actress
  |增加 减少|增加 減少|增长 下降|增長 下降|上升 下降|上涨 下跌|上漲 下跌|升高 降低|提高 降低|提升 降低|扩大 缩小|擴大 縮小|加强 削弱|加強 削弱
  |加快 减慢|大 小|多 少|高 低|长 短|長 短|新 旧|新 舊|早 晚|前 后|前 後|先 后|先 後|上 下|左 右|东 西|東 西|南 北|男 女|内 外|內 外|深 浅|深 淺
  |远 近|遠 近|快 慢|轻 重|輕 重|强 弱|強 弱|冷 热|冷 熱|胜 败|勝 敗|优 劣|優 劣|真 假|正 反|正 负|正 負|贫 富|貧 富|富 穷|富 窮|厚 薄|宽 窄|寬 窄
  |首 末|始 终|始 終|生 死|买 卖|買 賣|入 出|升 降|涨 跌|漲 跌|胜利 失败|勝利 失敗|成功 失败|成功 失敗|支持 反对|支持 反對|赞成 反对|贊成 反對
  |同意 拒绝|同意 拒絕|同意 反对|同意 反對|接受 拒绝|接受 拒絕|允许 禁止|允許 禁止|准许 禁止|准許 禁止|开始 结束|開始 結束|开始 停止|開始 停止
  |成立 解散|建立 解散|创立 解散|創立 解散|成立 撤销|成立 撤銷|建造 拆除|建成 拆除|兴建 拆除|興建 拆除|最大 最小|最高 最低|最早 最晚|最多 最少|最好 最差
  |进口 出口|進口 出口|公开 秘密|公開 秘密|赢 输|贏 輸|击败 输给|擊敗 輸給|战胜 输给|戰勝 輸給|战胜 败给|出生 去世|出生 逝世|诞生 逝世|誕生 逝世
  |诞生 去世|生于 卒于|生於 卒於|主要 次要|重要 次要|第一 最后|第一 最後|首次 最后|首次 最後|首先 最后|古代 现代|古代 現代|简单 复杂|簡單 複雜
  |多数 少数|多數 少數|经常 很少|經常 很少|常见 罕见|常見 罕見|著名 无名|公立 私立|国内 国外|國內 國外|国内 国际|國內 國際|安全 危险|安全 危險
  |积极 消极|積極 消極|主动 被动|主動 被動|合法 非法|进入 离开|進入 離開|加入 退出|加入 离开|加入 離開|抵达 离开|抵達 離開|到达 离开|到達 離開|获得 失去
  |獲得 失去|得到 失去|保留 取消|保留 废除|保留 廢除|继续 停止|繼續 停止|永久 临时|永久 臨時|升级 降级|升級 降級|晋升 降级|晉升 降級|任命 免职|任命 罢免
  |进攻 防守|進攻 防守|进攻 撤退|進攻 撤退|城市 农村|城市 農村|父亲 母亲|父親 母親|儿子 女儿|兒子 女兒|哥哥 姐姐|弟弟 妹妹|丈夫 妻子|国王 女王|國王 女王
  |白天 夜晚|白天 晚上|早上 晚上|上午 下午|春季 秋季|夏季 冬季|夏天 冬天|春天 秋天|和平 战争|和平 戰爭|朋友 敌人|朋友 敵人|有利 不利|优点 缺点|優點 缺點
  |之前 之后|之前 之後|以前 以后|以前 以後|以上 以下|全部 部分|完全 部分|一致 不同|相同 不同`

const OPPOSITES = new Map<string, Set<string>>()
const link = (one: string, other: string) => {
  OPPOSITES.set(one, (OPPOSITES.get(one) ?? new Set()).add(other))
  OPPOSITES.set(other, (OPPOSITES.get(other) ?? new Set()).add(one))
}
for (const pair of PAIRS.split('|')) {
  const [one = '', other = ''] = pair.trim().split(/\s+/)
  link(one, other)
  link(stem(one, 'en'), stem(other, 'en'))
}

/** "unhappy" and "happy", "careless" and "careful". */
const PREFIXES = ['un', 'in', 'im', 'il', 'ir', 'dis', 'non', 'non-', 'anti', 'a']
const LEAST_STEM = 4

const isDerived = (whole: string, base: string): boolean =>
  base.length >= LEAST_STEM &&
  (PREFIXES.some((prefix) => whole === prefix + base) ||
    (whole.endsWith('less') && base === `${whole.slice(0, -4)}ful`))

/** 北部 and 南部, 最大 and 最小: alike but for one character. */
function areOppositeHan(one: string, other: string): boolean {
  if (one.length < 2 || one.length !== other.length || !/^\p{sc=Han}+$/u.test(one)) return false
  const different = [...one].filter((sign, at) => sign !== other[at])
  const at = [...one].findIndex((sign, index) => sign !== other[index])
  return different.length === 1 && OPPOSITES.get(one.charAt(at))?.has(other.charAt(at)) === true
}

/** Two lower-case words that say the contrary of each other, in any of their forms. */
export const areOpposites = (one: string, other: string): boolean =>
  OPPOSITES.get(one)?.has(other) === true ||
  OPPOSITES.get(stem(one, 'en'))?.has(stem(other, 'en')) === true ||
  isDerived(one, other) ||
  isDerived(other, one) ||
  areOppositeHan(one, other)
