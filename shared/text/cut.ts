/** At most `length` UTF-16 code units from the start, and never half of a surrogate pair. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text
  const isHalved = /[\uD800-\uDBFF]/.test(text.charAt(length - 1))
  return text.slice(0, isHalved ? length - 1 : length)
}
