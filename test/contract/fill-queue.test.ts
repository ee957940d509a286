import { expect, it } from 'vitest'
import { createInProcessQueue } from '../../shared/adapters/queue/in-process.ts'
import { later } from '../support/cache-deps.ts'
import { fillQueueSuite } from './fill-queue-suite.ts'

fillQueueSuite('in process', async (work) => {
  const queue = createInProcessQueue()
  queue.workWith(work)
  return queue
})

it('in process, begins after the sender has gone on', async () => {
  const worked: number[] = []
  const queue = createInProcessQueue()
  queue.workWith(async ({ fill }) => void worked.push(fill))
  const sending = queue.send({ scope: 'public', key: 'a1', fill: 7 })
  expect(worked).toEqual([])
  await sending
  await queue.settled()
  expect(worked).toEqual([7])
})

it('in process, is settled when the work of all that was sent is done', async () => {
  const work = later<void>()
  let isSettled = false
  const queue = createInProcessQueue()
  queue.workWith(() => work.promise)
  await queue.send({ scope: 'public', key: 'a1', fill: 7 })
  const settled = queue.settled().then(() => {
    isSettled = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(isSettled).toBe(false)
  work.keep()
  await settled
  expect(isSettled).toBe(true)
})
