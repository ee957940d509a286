import * as z from 'zod'
import type { ModelsFile } from '../shared/config/models.ts'

export const Region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'the code of a Region, e.g. "eu-west-1"')

/** Ids of cross-Region inference profiles begin with where they reach; the rest is the model's own id. */
const PROFILE = /^(us-gov|us|eu|apac|jp|au|ca|global)\.(.+)$/

/** A model of Bedrock as the models file names it. */
export type BedrockModel = {
  id: string
  foundationModel: string
  isProfile: boolean
  /** It writes, and is read as it does; others answer in one piece. */
  isStreamed: boolean
  region: string | undefined
}

export const bedrockModelsOf = ({ models, embeddings, rerank }: ModelsFile): BedrockModel[] => {
  const streamed = models.map((entry) => ({ ...entry, isStreamed: true }))
  const whole = [...embeddings, ...(rerank ? [rerank] : [])].map((entry) => ({ ...entry, isStreamed: false }))
  return [...streamed, ...whole]
    .filter((entry) => entry.adapter === 'bedrock')
    .map(({ model: id, region, isStreamed }) => {
      const [, , foundationModel] = PROFILE.exec(id) ?? []
      const isProfile = foundationModel !== undefined
      return { id, foundationModel: foundationModel ?? id, isProfile, isStreamed, region }
    })
}

/** What is missing for permissions that name every destination Region, and none of them by a wildcard. */
export const bedrockGapsOf = (models: ModelsFile, profileRegions: Record<string, string[]>): string[] =>
  bedrockModelsOf(models).flatMap(({ id, isProfile }) => {
    if (id.startsWith('arn:'))
      return [
        `models file: "${id}": on AWS a model is named by its id or its profile's, which permissions are made of`,
      ]
    if (!isProfile || Object.hasOwn(profileRegions, id)) return []
    return [
      `profileRegions.${id}: needed by the models file; the Regions it routes to, e.g. ["us-east-1", "us-east-2"] (aws bedrock get-inference-profile --inference-profile-identifier ${id})`,
    ]
  })
