const ARTICLES = /\b(?:a|an|the)\b/g

/** Is one of the answers in the text, letter case, punctuation, articles and white space aside? */
export function containsAnswer(text: string, answers: readonly string[]): boolean {
  const inText = normalise(text)
  return answers.some((answer) => {
    const wanted = normalise(answer)
    return wanted !== '' && inText.includes(wanted)
  })
}

function normalise(text: string): string {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}]/gu, ' ')
    .replace(ARTICLES, ' ')
  // White space between Chinese characters means nothing.
  return plain
    .replace(/\s+/g, ' ')
    .replace(/(?<=\p{Script=Han}) | (?=\p{Script=Han})/gu, '')
    .trim()
}
