/** Chinese words that say the same and share no sign. */
const GROUPS = `
  位于 位於 坐落 坐落于 坐落於 地处 地處|因为 因為 由于 由於|但是 然而 不过 不過|目前 现在 現在 如今 当前 當前|非常 十分 极其 極其
  |大约 大約 左右 差不多|立即 马上 馬上|如果 假如|首次 第一次|儿童 兒童 孩子|父亲 父親 爸爸|母亲 母親 妈妈 媽媽|死亡 去世 逝世 过世 過世
  |美丽 美麗 漂亮|妻子 太太|获得 獲得 取得|制造 製造 生产 生產|随后 隨後 之后 之後 后来 後來|许多 許多 很多 不少 众多 眾多|所有 全部
  |必须 必須 需要|可以 能够 能夠|尤其 特别 特別|部分 一些|逐渐 逐漸 慢慢|称为 稱為 叫做|例如 比如|以及 还有 還有`

const GROUP_OF = new Map(
  GROUPS.split('|').flatMap((group, at) =>
    group
      .trim()
      .split(/\s+/)
      .map((word) => [word, at] as const),
  ),
)

export function areSynonyms(one: string, other: string): boolean {
  const group = GROUP_OF.get(one)
  return group !== undefined && group === GROUP_OF.get(other)
}
