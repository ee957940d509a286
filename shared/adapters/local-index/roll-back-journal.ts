import { closeSync, existsSync, ftruncateSync, openSync, readSync, rmSync, writeSync } from 'node:fs'

const MAGIC = Buffer.from('d9d505f920a163d7', 'hex')
const HEADER_BYTES = 28
/** The checksum adds every 200th byte of the page, from its end, to a number of the header. */
const CHECKSUM_STEP = 200

/**
 * Undoes a transaction that a killed process left half written: puts the pages of `<file>-journal` back
 * (SQLite file format, section 3). SQLite would do it on opening, but this build takes its own shared lock
 * for the lock of a living writer and reads the torn file instead. Holds for `synchronous=OFF`, where the
 * journal has one header and its pages run to the end of the file.
 */
export function rollBackJournal(file: string): void {
  const journalFile = `${file}-journal`
  if (!existsSync(journalFile)) return
  if (existsSync(file)) playBack(file, journalFile)
  rmSync(journalFile)
}

function playBack(file: string, journalFile: string): void {
  const journal = openSync(journalFile, 'r')
  const database = openSync(file, 'r+')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    const length = readSync(journal, header, 0, HEADER_BYTES, 0)
    // Without a whole header no page of the database was touched yet.
    if (length < HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC)) return
    const nonce = header.readUInt32BE(12)
    const pagesBefore = header.readUInt32BE(16)
    const sectorSize = header.readUInt32BE(20)
    const pageSize = header.readUInt32BE(24)
    const record = Buffer.alloc(pageSize + 8)
    const page = record.subarray(4, 4 + pageSize)
    for (
      let at = sectorSize;
      readSync(journal, record, 0, record.length, at) === record.length;
      at += record.length
    ) {
      // The last record may be half written; its page was then not touched.
      if (record.readUInt32BE(4 + pageSize) !== checksum(page, nonce)) break
      writeSync(database, page, 0, pageSize, (record.readUInt32BE(0) - 1) * pageSize)
    }
    ftruncateSync(database, pagesBefore * pageSize)
  } finally {
    closeSync(database)
    closeSync(journal)
  }
}

function checksum(page: Buffer, nonce: number): number {
  let sum = nonce
  for (let at = page.length - CHECKSUM_STEP; at > 0; at -= CHECKSUM_STEP) sum = (sum + (page[at] ?? 0)) >>> 0
  return sum
}
