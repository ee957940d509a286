import { inflateRawSync } from 'node:zlib'

// PKWARE APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16.
const LOCAL_HEADER = 0x04034b50
const DIRECTORY_ENTRY = 0x02014b50
const END_OF_DIRECTORY = Buffer.from('PK\x05\x06')
const STORED = 0
const DEFLATED = 8

type Entry = { method: number; packed: number; unpacked: number; header: number; next: number }

function readEntry(zip: Buffer, at: number): Entry {
  if (zip.readUInt32LE(at) !== DIRECTORY_ENTRY) throw new RangeError('no directory entry')
  const [name, extra, comment] = [
    zip.readUInt16LE(at + 28),
    zip.readUInt16LE(at + 30),
    zip.readUInt16LE(at + 32),
  ]
  return {
    method: zip.readUInt16LE(at + 10),
    packed: zip.readUInt32LE(at + 20),
    unpacked: zip.readUInt32LE(at + 24),
    header: zip.readUInt32LE(at + 42),
    next: at + 46 + name + extra + comment,
  }
}

/** Real size of an entry; throws `ERR_BUFFER_TOO_LARGE` above `limit`. */
function inflatedSize(zip: Buffer, { method, packed, header }: Entry, limit: number): number {
  if (zip.readUInt32LE(header) !== LOCAL_HEADER) throw new RangeError('no local header')
  const start = header + 30 + zip.readUInt16LE(header + 26) + zip.readUInt16LE(header + 28)
  if (method === STORED) return packed
  if (method !== DEFLATED) throw new RangeError('unknown compression')
  return inflateRawSync(zip.subarray(start, start + packed), { maxOutputLength: Math.max(1, limit) }).length
}

/**
 * Unpacks a ZIP for trial before a reader without limits does: the directory's sizes first, which may lie,
 * then the real ones. `limit` is for all entries together, in bytes. ZIP64 is not read.
 */
export function checkZip(bytes: Uint8Array, { limit }: { limit: number }): 'fits' | 'too-large' | 'damaged' {
  const zip = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    const end = zip.lastIndexOf(END_OF_DIRECTORY)
    const entries: Entry[] = []
    for (let at = zip.readUInt32LE(end + 16); entries.length < zip.readUInt16LE(end + 10); ) {
      const entry = readEntry(zip, at)
      entries.push(entry)
      at = entry.next
    }
    if (entries.reduce((sum, { unpacked }) => sum + unpacked, 0) > limit) return 'too-large'
    let left = limit
    for (const entry of entries) left -= inflatedSize(zip, entry, left)
    return left < 0 ? 'too-large' : 'fits'
  } catch (thrown) {
    const isTooLarge = thrown instanceof Error && 'code' in thrown && thrown.code === 'ERR_BUFFER_TOO_LARGE'
    return isTooLarge ? 'too-large' : 'damaged'
  }
}
