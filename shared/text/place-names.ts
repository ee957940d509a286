/** Provinces and cities that Chinese texts name most; countries and languages are told by the runtime. */
const CHINESE =
  '香港 澳门 澳門 台湾 台灣 臺灣 北京 上海 天津 重庆 重慶 广州 廣州 深圳 南京 武汉 武漢 成都 西安 杭州 苏州 蘇州 长沙 長沙 郑州 鄭州 济南 濟南 青岛 青島 大连 大連 沈阳 瀋陽 哈尔滨 哈爾濱 长春 長春 昆明 贵阳 貴陽 南宁 南寧 福州 厦门 廈門 南昌 合肥 太原 兰州 蘭州 西宁 银川 拉萨 拉薩 海口 三亚 石家庄 呼和浩特 乌鲁木齐 台北 臺北 高雄 台中 臺中 台南 臺南 新竹 基隆 广东 廣東 广西 廣西 福建 浙江 江苏 江蘇 山东 山東 河北 河南 湖北 湖南 江西 安徽 四川 贵州 貴州 云南 雲南 陕西 陝西 山西 甘肃 甘肅 青海 海南 辽宁 遼寧 吉林 黑龙江 黑龍江 内蒙古 宁夏 寧夏 新疆 西藏 东京 東京 大阪 京都 首尔 首爾 伦敦 倫敦 巴黎 柏林 罗马 羅馬 纽约 紐約 华盛顿 華盛頓 洛杉矶 洛杉磯 旧金山 舊金山 芝加哥 波士顿 波士頓 莫斯科 悉尼 雪梨 墨尔本 墨爾本 多伦多 多倫多 亚洲 亞洲 欧洲 歐洲 非洲 美洲 北美 南美 大洋洲'

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
const known = new Map<string, ReadonlySet<string>>()

/** Does this lower-case word name a country, or a place well known? For languages that do not mark names. */
export function isPlaceName(word: string, language: string): boolean {
  const names = known.get(language) ?? placeNames(language)
  known.set(language, names)
  return names.has(word)
}

function placeNames(language: string): Set<string> {
  const tags = language === 'zh' ? ['zh-Hans', 'zh-Hant'] : [language]
  const regions = tags.map((tag) => new Intl.DisplayNames(tag, { type: 'region', fallback: 'none' }))
  const codes = LETTERS.flatMap((one) => LETTERS.map((other) => one + other))
  const countries = regions.flatMap((names) => codes.flatMap((code) => names.of(code)?.toLowerCase() ?? []))
  return new Set([...countries, ...(language === 'zh' ? CHINESE.split(' ') : [])])
}
