/** Run by `index-kill.test.ts`: applies the next edition and kills itself at a given write to the disk, or after the last. */
import fs from 'node:fs'
import { createLocalIndex } from '../../shared/adapters/local-index/document-index.ts'
import { COLLECTION, edition } from './index-editions.ts'

const [directory = '', killAtWrite = ''] = process.argv.slice(2)
const index = createLocalIndex({ directory })
const next = (await index.version(COLLECTION)) + 1
const changes = edition(next)

let writes = 0
const { writeSync } = fs
// SQLite's file layer calls this object's method for each page of the journal and of the database.
fs.writeSync = ((...words: Parameters<typeof writeSync>) => {
  writes += 1
  if (writes === Number(killAtWrite)) process.kill(process.pid, 'SIGKILL')
  return writeSync(...words)
}) as typeof writeSync

await index.apply(COLLECTION, next, changes)
process.stdout.write(String(writes))
if (killAtWrite !== '0') process.kill(process.pid, 'SIGKILL')
index.close()
