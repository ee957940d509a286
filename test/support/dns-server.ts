import { createSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import packet from 'dns-packet'
import type { Resolve } from '../../shared/adapters/pages/guard.ts'

/** What a name has: addresses, or another name in their stead. */
export type DnsRecords = { addresses: readonly string[] } | { alias: string }

/** A name's records; with several, the first question gets the first and so on, and the last ones stay. */
export type DnsZone = Record<string, readonly DnsRecords[]>

/** A DNS server on loopback that answers A and AAAA from a zone, following aliases (RFC 1034, 4.3.2). */
export async function startDnsServer(zone: DnsZone) {
  const asked = new Map<string, number>()
  const socket = createSocket('udp4')

  const recordsOf = (name: string, type: 'A' | 'AAAA'): DnsRecords | undefined => {
    const series = zone[name]
    if (!series) return undefined
    const key = `${type} ${name}`
    const times = asked.get(key) ?? 0
    asked.set(key, times + 1)
    return series[Math.min(times, series.length - 1)]
  }

  const answersFor = (name: string, type: 'A' | 'AAAA'): packet.Answer[] => {
    const records = recordsOf(name, type)
    if (!records) return []
    if ('alias' in records)
      return [{ type: 'CNAME', name, ttl: 0, data: records.alias }, ...answersFor(records.alias, type)]
    return records.addresses
      .filter((address) => address.includes(':') === (type === 'AAAA'))
      .map((data) => ({ type, name, ttl: 0, data }))
  }

  socket.on('message', (message, from) => {
    const query = packet.decode(message)
    const [question] = query.questions ?? []
    if (!question) return
    const name = question.name.toLowerCase()
    const type = question.type === 'AAAA' ? 'AAAA' : 'A'
    const answers = answersFor(name, type)
    const isKnown = name in zone
    const flags = packet.AUTHORITATIVE_ANSWER | (isKnown ? 0 : 3)
    const reply = { type: 'response' as const, ...(query.id === undefined ? {} : { id: query.id }), flags }
    const bytes = packet.encode({ ...reply, questions: [question], answers })
    socket.send(bytes, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')

  const resolver = new Resolver({ timeout: 1_000, tries: 1 })
  resolver.setServers([`127.0.0.1:${socket.address().port}`])
  /** Asks the server for both kinds of address. */
  const resolve: Resolve = async (hostname) => {
    const told = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)])
    return told.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
  }
  return {
    resolve,
    /** How often addresses of one type were asked for. */
    questions: (type: 'A' | 'AAAA', name: string) => asked.get(`${type} ${name}`) ?? 0,
    close: () => new Promise<void>((done) => socket.close(() => done())),
  }
}
