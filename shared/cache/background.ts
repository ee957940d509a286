/** Work that nobody waits for, kept in view so that a process can end with nothing half done. */
export function createBackground() {
  const running = new Set<Promise<unknown>>()
  return {
    /** The work must not reject. */
    add(work: Promise<void>): void {
      const entry = work.finally(() => running.delete(entry))
      running.add(entry)
    },
    /** Resolves when none of it is left. */
    async settled(): Promise<void> {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
export type Background = ReturnType<typeof createBackground>
