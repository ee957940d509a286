/**
 * Lets a flow run on until something is known, and tells what it has told meanwhile only then, in order. Once
 * that is known, the flow waits for its reader again.
 */
export function runAhead<Event>(
  events: AsyncIterable<Event>,
  until: Promise<unknown>,
): { events: AsyncIterable<Event>; leave: () => void } {
  const source = events[Symbol.asyncIterator]()
  const steps: Promise<IteratorResult<Event>>[] = []
  let isKnown = false
  const note = () => {
    isKnown = true
  }
  const known = until.then(note, note)
  const pump = async () => {
    for (let isOver = false; !isOver && !isKnown; ) {
      const step = source.next()
      steps.push(step)
      // Who reads the step is told of its failure.
      isOver = await step.then(
        ({ done }) => done === true,
        () => true,
      )
    }
  }
  // Not awaited: a flow that does not hear its signal must not keep its readers.
  const leave = () => void source.return?.()?.then(undefined, () => undefined)
  void pump()
  return { events: tell(), leave }

  async function* tell(): AsyncGenerator<Event> {
    try {
      await known
      for (let at = 0; ; at += 1) {
        const step = await (steps[at] ?? source.next())
        if (step.done) return
        yield step.value
      }
    } finally {
      leave()
    }
  }
}
