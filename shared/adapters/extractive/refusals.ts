export type Refusal = { none: string; nearest: string; quote: (title: string) => string }

export const ENGLISH: Refusal = {
  none: 'The sources do not say.',
  nearest: 'Nearest are:',
  quote: (title) => `“${title}”`,
}

/** How the extractive writer says that the sources do not say, by primary language tag. */
export const REFUSALS: Record<string, Refusal> = {
  en: ENGLISH,
  zh: { none: '来源中没有说明。', nearest: '最接近的来源：', quote: (title) => `《${title}》` },
  de: {
    none: 'Die Quellen sagen dazu nichts.',
    nearest: 'Am nächsten kommen:',
    quote: (title) => `„${title}“`,
  },
  fr: {
    none: 'Les sources ne le disent pas.',
    nearest: 'Les plus proches :',
    quote: (title) => `« ${title} »`,
  },
  es: { none: 'Las fuentes no lo dicen.', nearest: 'Las más cercanas:', quote: (title) => `«${title}»` },
  ru: { none: 'В источниках об этом не сказано.', nearest: 'Ближайшие:', quote: (title) => `«${title}»` },
  ar: { none: 'لا تذكر المصادر ذلك.', nearest: 'الأقرب:', quote: (title) => `«${title}»` },
}
