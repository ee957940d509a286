const EVENTS_PER_LOG = 1_000_000

/** An event's id: `fence × 1,000,000 + n`. Below 2^53 until the fence, epoch seconds, passes 9 × 10^9. */
export const eventId = (fence: number, n: number): number => fence * EVENTS_PER_LOG + n
