import type { WriterPassage } from '../ports/synopsis-writer.ts'
import { hasPlantedInstruction } from '../text/planted-instructions.ts'
import { withoutForeignLinks } from './link-filter.ts'

const AT_MOST = 3

const PHRASES: Record<string, (topic: string) => string> = {
  en: (topic) => `What do the sources say about “${topic}”?`,
  zh: (topic) => `关于“${topic}”，来源怎么说？`,
  de: (topic) => `Was sagen die Quellen zu „${topic}“?`,
  fr: (topic) => `Que disent les sources à propos de « ${topic} » ?`,
  es: (topic) => `¿Qué dicen las fuentes sobre «${topic}»?`,
  ru: (topic) => `Что говорят источники о «${topic}»?`,
}

/**
 * Questions to go on with, from the headings and titles of passages that ranked well but say more than the
 * synopsis used. By rule, no model.
 */
export function followUpQuestions(
  question: string,
  passages: readonly WriterPassage[],
  { cited, language }: { cited: readonly WriterPassage[]; language: string },
): string[] {
  const phrase = PHRASES[language.split('-')[0] ?? 'en']
  if (!phrase) return []
  const used = new Set(cited.map(topicOf))
  const asked = question.toLowerCase()
  const topics = new Set<string>()
  for (const topic of passages.map(topicOf)) {
    if (topic.length < 3 || topic.length > 80 || used.has(topic) || asked.includes(topic.toLowerCase()))
      continue
    // A heading is quoted without a citation: one that commands or links is left out.
    if (hasPlantedInstruction(topic) || withoutForeignLinks(topic, []) !== topic) continue
    topics.add(topic)
  }
  return [...topics].slice(0, AT_MOST).map(phrase)
}

/** The innermost heading above the passage, else the title. */
const topicOf = ({ title }: WriterPassage) =>
  (title.split(' > ').at(-1) ?? title).replace(/[`*_#]/g, '').trim()
