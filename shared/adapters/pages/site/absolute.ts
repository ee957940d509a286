import { withoutTracking } from '../../../lib/address-identity.ts'

/** Servers take no longer ones, and a document's origin is no longer. */
const LONGEST = 2_000

/** The http(s) address that a link means, without its fragment and what tracks readers; null for others. */
export function absolute(link: string, base: string): string | null {
  if (!URL.canParse(link, base)) return null
  const url = withoutTracking(new URL(link, base))
  url.hash = ''
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:'
  return isWeb && url.href.length <= LONGEST ? url.href : null
}
