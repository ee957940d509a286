/** Each word has its own direction, by its letters; longer than 1 on purpose. */
export function vectorOf(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0)
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []) {
    let hash = 7
    for (const letter of word) hash = (hash * 31 + letter.charCodeAt(0)) % 100_003
    vector[hash % dimensions]! += 3
  }
  return vector
}
