let attempts = 0

/** A name for one attempt to write: its process, and which attempt of that process it is. */
export function newOwner(process: string): string {
  attempts += 1
  return `${process}/${attempts}`
}
