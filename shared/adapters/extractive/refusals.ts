export type Refusal = {
  none: string
  nearest: string
  quote: (title: string) => string
  /** Says too little to be taken for a claim. */
  contradict: string
}

export const ENGLISH: Refusal = {
  none: 'The sources do not say.',
  nearest: 'Nearest are:',
  quote: (title) => `“${title}”`,
  contradict: 'The sources contradict each other.',
}

/** What the extractive writer says itself, by primary language tag. */
export const REFUSALS: Record<string, Refusal> = {
  en: ENGLISH,
  zh: {
    none: '来源中没有说明。',
    nearest: '最接近的来源：',
    quote: (title) => `《${title}》`,
    contradict: '来源相互矛盾。',
  },
  de: {
    none: 'Die Quellen sagen dazu nichts.',
    nearest: 'Am nächsten kommen:',
    quote: (title) => `„${title}“`,
    contradict: 'Die Quellen widersprechen sich.',
  },
  fr: {
    none: 'Les sources ne le disent pas.',
    nearest: 'Les plus proches :',
    quote: (title) => `« ${title} »`,
    contradict: 'Les sources se contredisent.',
  },
  es: {
    none: 'Las fuentes no lo dicen.',
    nearest: 'Las más cercanas:',
    quote: (title) => `«${title}»`,
    contradict: 'Las fuentes se contradicen.',
  },
  ru: {
    none: 'В источниках об этом не сказано.',
    nearest: 'Ближайшие:',
    quote: (title) => `«${title}»`,
    contradict: 'Сведения источников противоречивы.',
  },
  ar: {
    none: 'لا تذكر المصادر ذلك.',
    nearest: 'الأقرب:',
    quote: (title) => `«${title}»`,
    contradict: 'المصادر متناقضة.',
  },
}
