import type { ModelsFile } from '../shared/config/models.ts'

type Given = { env: Record<string, string>; vectors?: { dimensions: number } | undefined }

/** An encoder that functions cannot have, or whose vectors have another length than those of the index. */
export function encoderGapsOf({ env, vectors }: Given, { embeddings }: ModelsFile): string[] {
  const alias = env['INGOT_SEMANTIC_ENCODER']
  const encoder = embeddings.find((entry) => entry.alias === alias)
  const dimensions = encoder && 'dimensions' in encoder ? encoder.dimensions : undefined
  const gaps: [boolean, string][] = [
    [
      embeddings.some(({ adapter }) => adapter === 'sentence-encoder'),
      'modelsFile: "sentence-encoder" is not in the code for Lambda; "bedrock" or "openai-compatible"',
    ],
    [
      alias !== undefined && !encoder,
      `env.INGOT_SEMANTIC_ENCODER: no embedding model "${alias}" in the models file`,
    ],
    [
      vectors !== undefined && dimensions !== undefined && dimensions !== vectors.dimensions,
      `vectors.dimensions: ${dimensions}, as "${alias}" has them`,
    ],
  ]
  return gaps.filter(([isMissing]) => isMissing).map(([, gap]) => gap)
}
