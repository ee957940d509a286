const QUERY_MAX_LENGTH = 400

/** Question -> search queries. One today: the question without line breaks, cut at a word. */
export function planQueries(question: string): string[] {
  const line = question.replace(/\s+/g, ' ').trim()
  if (line.length <= QUERY_MAX_LENGTH) return [line]
  const cut = line.slice(0, QUERY_MAX_LENGTH)
  return [cut.slice(0, Math.max(cut.lastIndexOf(' '), QUERY_MAX_LENGTH / 2))]
}
