/** A sample: its whole name with labels in the order written, e.g. `ingot_hits_total{freshness="news"}`. */
export type OpenMetrics = {
  types: Map<string, string>
  samples: Map<string, number>
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"`
const NUMBER = String.raw`[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?`
const META = new RegExp(`^# (TYPE|UNIT|HELP) (${NAME}) (.*)$`)
const SAMPLE = new RegExp(String.raw`^(${NAME})((?:\{(?:${LABEL}(?:,${LABEL})*)?\})?) (${NUMBER})$`)

/** What each type may end its samples' names with; OpenMetrics 1.0, "Suffixes" and "MetricFamily types". */
const SUFFIXES: Record<string, readonly string[]> = {
  counter: ['_total', '_created'],
  histogram: ['_bucket', '_sum', '_count', '_created'],
  gauge: [''],
  stateset: [''],
}

/**
 * Reads a text by the rules of OpenMetrics 1.0 and throws where it breaks one: `# EOF` ends it, the lines of a
 * family stand together with its metadata first, names have their type's suffixes and end in the unit, no sample
 * comes twice, buckets are cumulative up to `+Inf`, counters are not negative.
 */
export function readOpenMetrics(text: string): OpenMetrics {
  const lines = text.split('\n')
  if (lines.at(-1) !== '' || lines.at(-2) !== '# EOF')
    throw new Error('does not end in "# EOF" and a line feed')
  const types = new Map<string, string>()
  const samples = new Map<string, number>()
  let family = ''
  let hasSamples = false
  const broken = (line: string, rule: string) => new Error(`${rule}: ${line}`)

  const readMeta = (line: string, [, kind, name = '', value = '']: RegExpExecArray) => {
    if (name !== family) {
      if (types.has(name) || kind !== 'TYPE') throw broken(line, 'a family begins with its type, once')
      family = name
      hasSamples = false
    }
    if (hasSamples) throw broken(line, 'metadata comes before samples')
    if (kind === 'TYPE') types.set(name, value)
    if (kind === 'UNIT' && !name.endsWith(`_${value}`)) throw broken(line, 'a name ends in its unit')
  }
  const readSample = (line: string, [, name = '', labels = '', value = '']: RegExpExecArray) => {
    const type = types.get(family) ?? ''
    const suffix = SUFFIXES[type]?.find((end) => name === family + end)
    if (suffix === undefined) throw broken(line, `not a sample of ${family} (${type})`)
    if (samples.has(name + labels)) throw broken(line, 'a sample comes once')
    if (type === 'stateset' && !labels.includes(`${family}="`))
      throw broken(line, 'a state has its own label')
    if (type !== 'gauge' && Number(value) < 0) throw broken(line, 'not below 0')
    hasSamples = true
    samples.set(name + labels, Number(value))
  }

  for (const line of lines.slice(0, -2)) {
    const meta = META.exec(line)
    const sample = SAMPLE.exec(line)
    if (meta) readMeta(line, meta)
    else if (sample) readSample(line, sample)
    else throw broken(line, 'neither metadata nor a sample')
  }
  for (const [name, type] of types) if (type === 'histogram') checkBuckets(name, samples)
  return { types, samples }
}

function checkBuckets(family: string, samples: ReadonlyMap<string, number>): void {
  const buckets = [...samples].filter(([name]) => name.startsWith(`${family}_bucket{`))
  const ends = buckets.map(([name]) => /le="([^"]*)"/.exec(name)?.[1] ?? '')
  if (ends.at(-1) !== '+Inf') throw new Error(`${family}: the last bucket is +Inf`)
  const isRising = (values: readonly number[]) => values.every((value, at) => value >= (values[at - 1] ?? 0))
  const isCumulative = isRising(buckets.map(([, count]) => count))
  if (!isCumulative || !isRising(ends.slice(0, -1).map(Number))) throw new Error(`${family}: buckets rise`)
  if (ends.some((end) => !/[.I]/.test(end))) throw new Error(`${family}: le is a float`)
}
