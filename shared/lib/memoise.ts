import { LRUCache } from 'lru-cache'

/** Remembers what a pure function made of the last `max` texts. */
export function memoise<Value extends object | string>(
  make: (text: string) => Value,
  { max }: { max: number },
): (text: string) => Value {
  const known = new LRUCache<string, Value>({ max })
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const made = make(text)
    known.set(text, made)
    return made
  }
}
