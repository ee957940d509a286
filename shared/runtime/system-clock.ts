import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../ports/clock.ts'

export const systemClock: Clock = {
  now: Date.now,
  sleep: async (ms, { signal } = {}) => delay(ms, undefined, signal ? { signal } : {}),
}
