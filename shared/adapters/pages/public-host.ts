/**
 * Last labels of names that belong to a machine or a network of its own: RFC 6761, RFC 6762, RFC 8375,
 * RFC 7686, RFC 9476, ICANN's `.internal` (2024), and what routers and companies use without asking.
 */
const PRIVATE_SUFFIXES: ReadonlySet<string> = new Set(
  'localhost local internal intranet private corp home lan localdomain invalid onion alt arpa'.split(' '),
)

/** False for a name that no public site has. Only the name is judged; its addresses are looked at apart. */
export function isPublicHost(hostname: string): boolean {
  const labels = hostname.toLowerCase().replace(/\.$/, '').split('.')
  return labels.length > 1 && !PRIVATE_SUFFIXES.has(labels.at(-1) ?? '')
}

/** Web servers listen there, or on a port that anybody may open; the others belong to other protocols. */
export const isWebPort = (port: number): boolean => port === 80 || port === 443 || port >= 1024
