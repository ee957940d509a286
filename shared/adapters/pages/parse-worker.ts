/** Entry of the parsing thread: one job, one reply, then the end. */
import { parentPort, workerData } from 'node:worker_threads'
import { extract } from './formats/extract.ts'

parentPort?.postMessage(await extract(workerData))
