import type { EmbeddingModel } from '../../ports/embedding-model.ts'

export type CoveredScript = 'latin' | 'han'

/** Questions that have nothing to do with one another, each with another wording of it. */
const PROBES: Readonly<Record<CoveredScript, readonly (readonly [string, string])[]>> = {
  latin: [
    ['How do I bake sourdough bread?', 'What is the way to make a sourdough loaf?'],
    ['Who won the football world cup in 1998?', 'Which team took the 1998 football world cup?'],
    ['Why is the sky blue?', 'What makes the sky look blue?'],
    ['What does a solicitor earn in London?', 'How much money do London solicitors make?'],
    ['Is it safe to swim after eating?', 'Can I go swimming right after a meal?'],
    ['Hello world', 'Hi there, world'],
  ],
  han: [
    ['怎么做酸面包？', '酸面包的做法是什么？'],
    ['1998年世界杯冠军是谁？', '哪支球队赢得了1998年世界杯？'],
    ['天空为什么是蓝色的？', '为什么天看起来是蓝的？'],
    ['律师一年能挣多少钱？', '当律师的年收入大概有多少？'],
    ['饭后可以游泳吗？', '刚吃完饭能去游泳吗？'],
    ['怎样重置路由器密码？', '路由器的密码忘了，如何重设？'],
  ],
}
/** Other wordings must be nearer than strangers by so much on the average. */
const GAP_AT_LEAST = 0.1
/** One probe may be nearer to a stranger. */
const MISPLACED_AT_MOST = 1

/**
 * The scripts in which the encoder tells questions apart. One that maps everything together, as a model does that is
 * served wrongly or was never taught the script, covers none. Throws what the encoder throws.
 */
export async function scriptsCovered(
  encoder: Pick<EmbeddingModel, 'embed'>,
  signal: AbortSignal,
): Promise<ReadonlySet<CoveredScript>> {
  const covered = new Set<CoveredScript>()
  for (const script of ['latin', 'han'] as const) {
    const vectors = await encoder.embed(PROBES[script].flat(), { kind: 'query', signal })
    if (tellsApart(vectors)) covered.add(script)
  }
  return covered
}

/** Each two vectors that follow one another are those of one question. */
function tellsApart(vectors: readonly Float32Array[]): boolean {
  const own: number[] = []
  const strangers: number[] = []
  let misplaced = 0
  for (let at = 0; at < vectors.length; at += 2) {
    const [asked, other] = [vectors[at] as Float32Array, vectors[at + 1] as Float32Array]
    const rest = vectors.filter((_, index) => index !== at && index !== at + 1)
    const likenesses = rest.map((vector) => likeness(asked, vector))
    own.push(likeness(asked, other))
    strangers.push(mean(likenesses))
    if (Math.max(...likenesses) >= likeness(asked, other)) misplaced += 1
  }
  return misplaced <= MISPLACED_AT_MOST && mean(own) - mean(strangers) >= GAP_AT_LEAST
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

function likeness(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (const [at, value] of one.entries()) sum += value * (other[at] ?? 0)
  return sum
}
