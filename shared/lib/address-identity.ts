/** Parameters that tell where a reader came from, never what the page says. */
const TRACKING =
  /^(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|mc_[ce]id|_hs(?:enc|mi)|[gdy]clid|gbraid|wbraid|fbclid|msclkid|igshid|srsltid|oly_(?:anon|enc)_id|vero_id|ref_src)$/i
const DIRECTORY_INDEX = /\/(?:index|default)\.(?:html?|php|aspx?)$/i

/**
 * One form for the addresses under which one page is found: http and https, `www.` and `m.`, default port,
 * fragment, tracking parameters, order of parameters, directory index, closing slash and the way the path is
 * escaped make no difference. To compare by, not to fetch; undefined when it is no http(s) address.
 */
export function addressIdentity(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined
  const query = new URLSearchParams([...url.searchParams].filter(([name]) => !TRACKING.test(name)))
  query.sort()
  const path = unescaped(url.pathname).replace(DIRECTORY_INDEX, '/').replace(/\/+$/, '')
  const port = url.port === '' ? '' : `:${url.port}`
  return `${bareHost(url.hostname)}${port}${path}${query.size > 0 ? `?${query}` : ''}`
}

/** The address as it is, but for parameters that tell where a reader came from. */
export function withoutTracking(url: URL): URL {
  const tracking = [...url.searchParams.keys()].filter((name) => TRACKING.test(name))
  const kept = new URL(url)
  for (const name of tracking) kept.searchParams.delete(name)
  return kept
}

const withoutQuery = (address: string): string | undefined =>
  URL.canParse(address) ? addressIdentity(address.replace(/[?#].*$/s, '')) : undefined

/**
 * The address under which a page is to be known: what it calls its own is believed where only the query differs,
 * and no further, since a page may name any other.
 */
export const ownAddress = (address: string, canonical: string | null): string =>
  canonical !== null && withoutQuery(canonical) === withoutQuery(address) ? canonical : address

/** `www.example.org`, `m.example.org` and, as wikis have it, `en.m.example.org`. */
function bareHost(host: string): string {
  const labels = host.replace(/\.$/, '').split('.')
  const bare = labels.filter(
    (label, at) => at > labels.length - 3 || !/^(?:www\d?|m|mobile|amp)$/.test(label),
  )
  return bare.join('.')
}

function unescaped(path: string): string {
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}
