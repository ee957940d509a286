export type Terminal = {
  /** The answer: stdout, a line. */
  out(text: string): void
  /** The answer as it streams: stdout, no line end. */
  write(text: string): void
  /** Anything else: stderr, a line. */
  note(text: string): void
  /** Quiet words such as phases and sources; plain where colour is off. */
  dim(text: string): string
  bold(text: string): string
  /** Somebody watches stderr: bars and phases are worth showing. */
  watched: boolean
  progressStream: NodeJS.WriteStream
}

/** `color: false` (`NO_COLOR`, https://no-color.org) and pipes get plain text. */
export function createTerminal(
  out: NodeJS.WriteStream,
  err: NodeJS.WriteStream,
  color: 'auto' | 'never',
): Terminal {
  const colored = color === 'auto' && out.isTTY === true
  const paint = (code: number) => (text: string) => (colored ? `\u001b[${code}m${text}\u001b[0m` : text)
  return {
    out: (text) => out.write(`${text}\n`),
    write: (text) => out.write(text),
    note: (text) => err.write(`${text}\n`),
    dim: paint(2),
    bold: paint(1),
    watched: err.isTTY === true,
    progressStream: err,
  }
}
