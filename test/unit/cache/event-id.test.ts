import { describe, expect, it } from 'vitest'
import { eventId, placeOfEvent } from '../../../shared/cache/event-id.ts'

describe("an event's id", () => {
  it('is its fence and its number', () => {
    expect(eventId(1_800_000_001, 0)).toBe(1_800_000_001_000_000)
    expect(eventId(1_800_000_001, 17)).toBe(1_800_000_001_000_017)
  })

  it.each([
    { id: 1_800_000_001_000_000, fence: 1_800_000_001, n: 0 },
    { id: 1_800_000_001_000_017, fence: 1_800_000_001, n: 17 },
    { id: 1_800_000_001_999_999, fence: 1_800_000_001, n: 999_999 },
    { id: 0, fence: 0, n: 0 },
    { id: 42, fence: 0, n: 42 },
    { id: Number.MAX_SAFE_INTEGER, fence: 9_007_199_254, n: 740_991 },
  ])('says where the event lies: $id', ({ id, fence, n }) => {
    expect(placeOfEvent(id)).toEqual({ fence, n })
  })

  it('grows with the events of a log, and from one log to the next', () => {
    expect(eventId(7, 999_999)).toBeLessThan(eventId(8, 0))
    expect(eventId(7, 9)).toBeLessThan(eventId(7, 10))
  })
})
