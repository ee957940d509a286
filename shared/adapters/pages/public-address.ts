import ipaddr from 'ipaddr.js'

/** IPv6 forms that carry an IPv4 address: prefix in CIDR form, and the byte at which it starts. */
const CARRIERS: readonly [string, number][] = [
  ['::ffff:0:0/96', 12], // IPv4-mapped, RFC 4291 section 2.5.5.2
  ['64:ff9b::/96', 12], // NAT64, RFC 6052
  ['2002::/16', 2], // 6to4, RFC 3056
]

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3')

/** True for an address of the public internet. Anything that cannot be read as an address is not. */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false
  const address = ipaddr.parse(text)
  if (!(address instanceof ipaddr.IPv6)) return address.range() === 'unicast'
  for (const [prefix, offset] of CARRIERS) {
    if (!address.match(ipaddr.IPv6.parseCIDR(prefix))) continue
    const carried = address.toByteArray().slice(offset, offset + 4)
    return ipaddr.fromByteArray(carried).range() === 'unicast'
  }
  return address.range() === 'unicast' && address.match(GLOBAL_UNICAST)
}
