import { startOnce } from './start-once.ts'

type Method = (...given: never[]) => Promise<unknown>
type MethodNames<Port> = { [Name in keyof Port]: Port[Name] extends Method ? Name : never }[keyof Port]

/**
 * A port whose adapter is loaded by the first call of one of `methods`, all of which must return promises.
 * When loading fails the call rejects, and the next one tries again.
 */
export function lazily<Port, Name extends MethodNames<Port>>(
  load: () => Promise<Port>,
  methods: readonly Name[],
): Pick<Port, Name> {
  const loaded = startOnce(load)
  const call =
    (name: Name) =>
    async (...given: never[]) => {
      const port = await loaded()
      return (port[name] as Method).call(port, ...given)
    }
  return Object.fromEntries(methods.map((name) => [name, call(name)])) as Pick<Port, Name>
}

/** As `lazily`, for what is read as it comes. */
export async function* streamLazily<Part>(load: () => Promise<AsyncIterable<Part>>): AsyncGenerator<Part> {
  yield* await load()
}
