/** Runs tasks of the same key one after the other; tasks of different keys run at once. */
export function createTurns(): <Outcome>(key: string, task: () => Promise<Outcome>) => Promise<Outcome> {
  const last = new Map<string, Promise<unknown>>()
  return async (key, task) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(task, task)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
