/** From here on (CJK radicals) nearly every UTF-16 code unit is a token of its own. */
const FIRST_WIDE_CODE_UNIT = 0x2e80
const TOKENS_PER_NARROW_CHARACTER = 1 / 4

const tokensOf = (codeUnit: number) => (codeUnit < FIRST_WIDE_CODE_UNIT ? TOKENS_PER_NARROW_CHARACTER : 1)

/** About how many tokens a text takes, without the model's tokenizer: a CJK character one, four others one. */
export function estimateTokens(text: string): number {
  let tokens = 0
  for (let at = 0; at < text.length; at++) tokens += tokensOf(text.charCodeAt(at))
  return Math.ceil(tokens)
}

/** The longest start of the text that is estimated at no more than `limit` tokens; no character is halved. */
export function cutToTokens(text: string, limit: number): string {
  let tokens = 0
  let end = 0
  for (const character of text) {
    for (let at = 0; at < character.length; at++) tokens += tokensOf(character.charCodeAt(at))
    if (tokens > limit) break
    end += character.length
  }
  return text.slice(0, end)
}
