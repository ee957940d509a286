/** Signs a URL may be made of. Text in scripts without spaces goes on right behind one. */
const URL_SIGN = String.raw`[\x21-\x7e]`
const BARE_URL = String.raw`(?<![a-z0-9])(?:(?:https?|ftp|wss?):\/\/|www\.|(?:[a-z0-9-]+\.)+[a-z]{2,24}(?::\d+)?[/?])${URL_SIGN}*`
/** Whole constructs: a Markdown image or link, a definition of one, a tag that loads or links, a bare URL. */
const LINK = new RegExp(
  [
    String.raw`(?<image>!\[[^\]\n]{0,300}\](?:\([^)\n]*\)|\[[^\]\n]{0,100}\]))`,
    String.raw`\[(?<label>[^[\]\n]{0,300})\]\(\s*<?(?<target>[^)\s>]*)[^)\n]*\)`,
    String.raw`(?<tag><\/?(?:a|img|iframe|script|link|video|audio|source|object|embed|form|svg|style|meta|base)\b[^>]*>)`,
    `(?<bare>${BARE_URL})`,
  ].join('|'),
  'giu',
)
/** What may yet become one of them, at the end of what came. */
const UNFINISHED = new RegExp(
  [
    String.raw`!?\[[^\]\n]{0,300}(?:\](?:\([^)\n]*|\[[^\]\n]{0,100})?)?$`,
    '!$',
    String.raw`<\/?[a-z]{0,8}(?:\s[^>]*)?$`,
    `(?<![a-z0-9])(?:https?|ftp|wss?):${URL_SIGN}*$`,
    '(?<![a-z0-9])(?:h|ht|htt|https?|f|ftp?|w|wss?|ww|www)$',
    String.raw`(?<![a-z0-9.-])[a-z0-9-]+\.(?:[a-z0-9.-]*(?::\d*)?(?:[/?]${URL_SIGN}*)?)?$`,
  ].join('|'),
  'iu',
)
/** A construct that has not ended by then is cut where it stands: what is longer carries something out. */
const HELD_AT_MOST = 4_000
/** What belongs to the sentence, not to the URL at its end. */
const AFTER_URL = /[.,;:!?)\]'"*_`>]+$/
/** Before what comes next there may stand the start of a host that was passed on already. */
const TAIL = /[a-z0-9.-]{0,80}$/i

/**
 * Keeps from a streamed text every link that is not one of `allowed`: of a Markdown link its words stay, a bare
 * URL vanishes, and so does any image, since showing it fetches it. Text is held back only while it may
 * still become a link, wherever the deltas cut it.
 */
export function createLinkFilter(allowed: Iterable<string>) {
  const known = new Set([...allowed].map(canonical))
  let held = ''
  let tail = ''
  /** The last sign that was passed on, and whether something was cut out behind it. */
  let last = ''
  let isCut = false
  let kept = ''

  const keep = (text: string) => {
    if (text === '') return
    // What stood around the cut must not become a link together.
    kept += isCut && /[\w:/.]/.test(last) && /^(?:[\w:/]|\.+\w)/.test(text) ? ` ${text}` : text
    last = text.slice(-1)
    if (/[^.]/.test(text)) isCut = false
  }

  const clean = (text: string): string => {
    kept = ''
    const scanned = tail + text
    let from = tail.length
    for (const match of scanned.matchAll(LINK)) {
      const end = match.index + match[0].length
      if (end <= from) continue
      keep(scanned.slice(from, match.index))
      const told = replacement(match, known)
      if (told !== match[0]) isCut = true
      keep(told)
      if (told !== match[0]) isCut = true
      from = end
    }
    keep(scanned.slice(from))
    tail = TAIL.exec(scanned)?.[0] ?? ''
    return kept
  }

  return {
    write(delta: string): string {
      const incoming = held + delta
      const from = Math.max(0, unfinishedAt(tail + incoming) - tail.length)
      const isHeld = incoming.length - from <= HELD_AT_MOST
      held = isHeld ? incoming.slice(from) : ''
      return clean(isHeld ? incoming.slice(0, from) : incoming)
    },
    /** What was held back when the text ended. */
    end(): string {
      const rest = held
      held = ''
      return clean(rest)
    },
  }
}

/** Where something begins that may yet become a link; the text's length when nothing does. */
function unfinishedAt(text: string): number {
  let done = 0
  let bareAt = text.length
  for (const match of text.matchAll(LINK)) {
    const end = match.index + match[0].length
    if (match.groups?.['bare'] === undefined) done = end
    else if (end === text.length) bareAt = match.index
  }
  const at = text.slice(done).search(UNFINISHED)
  return at === -1 ? bareAt : Math.min(bareAt, done + at)
}

/** A whole text without the links that are not `allowed`. */
export function withoutForeignLinks(text: string, allowed: Iterable<string>): string {
  const filter = createLinkFilter(allowed)
  return filter.write(text) + filter.end()
}

function replacement({ 0: all, groups = {} }: RegExpMatchArray, known: ReadonlySet<string>): string {
  const { label, target, bare } = groups
  if (label !== undefined) return known.has(canonical(target ?? '')) ? all : withoutForeignLinks(label, known)
  if (bare === undefined) return ''
  const after = AFTER_URL.exec(bare)?.[0] ?? ''
  return known.has(canonical(bare.slice(0, bare.length - after.length))) ? all : after
}

function canonical(address: string): string {
  if (!URL.canParse(address)) return address
  const url = new URL(address)
  url.hash = ''
  return url.href
}
