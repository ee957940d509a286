const EVENTS_PER_LOG = 1_000_000

/** An event's id: `fence × 1,000,000 + n`. Below 2^53 until the fence, epoch seconds, passes 9 × 10^9. */
export const eventId = (fence: number, n: number): number => fence * EVENTS_PER_LOG + n

/** The log that an event's id names, and the event's number in it. */
export const placeOfEvent = (id: number): { fence: number; n: number } => ({
  fence: Math.floor(id / EVENTS_PER_LOG),
  n: id % EVENTS_PER_LOG,
})
