/** Directives that have a value of their own after a colon, which is no crawler's name before one. */
const VALUED = /^(?:unavailable_after|max-snippet|max-image-preview|max-video-preview)$/

export type RobotsDirectives = { noIndex: boolean; noFollow: boolean }

/**
 * What `X-Robots-Tag` and `<meta name=robots>` say to us; `agent` is our product token. A crawler's name
 * before a directive holds until the next name.
 */
export function robotsDirectives(told: readonly string[], agent: string): RobotsDirectives {
  const ours = new Set(told.flatMap((text) => directivesFor(agent.toLowerCase(), text)))
  const has = (directive: string) => ours.has(directive) || ours.has('none')
  return { noIndex: has('noindex'), noFollow: has('nofollow') }
}

function directivesFor(agent: string, text: string): string[] {
  let addressee = agent
  const ours: string[] = []
  for (const part of text.toLowerCase().split(',')) {
    const [, name, rest] = /^\s*([\w*-]+)\s*:(.*)$/.exec(part) ?? []
    const isNamed = name !== undefined && !VALUED.test(name)
    if (isNamed) addressee = name
    if (addressee === agent || addressee === '*') ours.push((isNamed ? (rest ?? '') : part).trim())
  }
  return ours
}
