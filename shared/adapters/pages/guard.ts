import { lookup as systemLookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { buildConnector } from 'undici'
import { IngotError } from '../../errors.ts'
import { isPublicAddress } from './public-address.ts'
import { isPublicHost, isWebPort } from './public-host.ts'

/** Turns a host name into its addresses; rejects when there are none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export const resolveBySystem: Resolve = async (hostname) =>
  (await systemLookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)

const refuse = (message: string) => new IngotError('page_address_refused', message)

/** The URL if it may be asked for at all. Its address is judged later, when the socket is opened. */
export function checkUrl(address: string, base?: URL): URL {
  if (!URL.canParse(address, base?.href)) throw refuse('The address is not a valid URL.')
  const url = new URL(address, base?.href)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw refuse(`Only http and https addresses are read, not "${url.protocol}".`)
  }
  if (url.username !== '' || url.password !== '') throw refuse('The address carries a user name or password.')
  return url
}

const DEFAULT_PORTS: Record<string, string> = { 'http:': '80', 'https:': '443' }

/** `host:port` entries in the form that undici hands to a connector: canonical host, no brackets. */
function normaliseAllowed(entries: readonly string[]): ReadonlySet<string> {
  return new Set(
    entries.map((entry) => {
      const split = entry.lastIndexOf(':')
      const hostname = new URL(`http://${entry.slice(0, split)}`).hostname
      return `${hostname.replace(/^\[|\]$/g, '')}:${entry.slice(split + 1)}`
    }),
  )
}

/** A lookup for `net.connect`: the addresses judged here are the ones connected to, so nothing can rebind. */
function lookupBy(resolve: Resolve, isAllowed: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    const answer = async () => {
      const addresses = await resolve(hostname)
      const first = addresses[0]
      if (first === undefined) throw new Error(`no address for ${hostname}`)
      if (!addresses.every(isAllowed))
        throw refuse(`The host "${hostname}" has an address that is not public.`)
      return { first, addresses }
    }
    answer().then(
      ({ first, addresses }) =>
        options.all
          ? callback(
              null,
              addresses.map((address) => ({ address, family: isIP(address) })),
            )
          : callback(null, first, isIP(first)),
      (error: Error) => callback(error, ''),
    )
  }
}

/**
 * Opens sockets to public addresses only, and to the `host:port` pairs in `fetchAllow`. An entry lets the
 * host through as the URL names it: a name that merely resolves to an allowed address stays refused.
 */
export function createGuardedConnector(options: {
  fetchAllow: readonly string[]
  resolve: Resolve
}): buildConnector.connector {
  const allowed = normaliseAllowed(options.fetchAllow)
  const connectTo = (isAllowed: (address: string) => boolean) =>
    buildConnector({ lookup: lookupBy(options.resolve, isAllowed) } as buildConnector.BuildOptions)
  const open = connectTo(() => true)
  const guarded = connectTo(isPublicAddress)
  return (target, callback) => {
    const port = target.port || DEFAULT_PORTS[target.protocol]
    if (allowed.has(`${target.hostname}:${port}`)) return open(target, callback)
    const reason = reasonAgainst(target.hostname, Number(port))
    if (reason !== null) return queueMicrotask(() => callback(refuse(reason), null))
    return guarded(target, callback)
  }
}

/** What can be said before a name is looked up. `net.connect` calls no lookup for a literal address. */
function reasonAgainst(hostname: string, port: number): string | null {
  if (!isWebPort(port)) return `Port ${port} is not one of the web.`
  if (isIP(hostname) !== 0) return isPublicAddress(hostname) ? null : `The address ${hostname} is not public.`
  return isPublicHost(hostname) ? null : `The host "${hostname}" is not a public one.`
}
