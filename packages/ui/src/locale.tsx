import { createContext, type ReactNode, useContext } from 'react'

export type Locale = 'zh-CN' | 'en'

/** The same words in both languages; English must have every key Chinese has. */
export interface Texts<T> {
  readonly zh: T
  readonly en: T
}

type Widened<T> = {
  [K in keyof T]: T[K] extends string
    ? string
    : T[K] extends (...args: infer A) => string
      ? (...args: A) => string
      : Widened<T[K]>
}

/** Declares the words of a page: plain strings, functions of values, or groups of them. */
export function defineTexts<const Zh extends object>(zh: Zh, en: Widened<Zh>): Texts<Widened<Zh>> {
  return { zh: zh as Widened<Zh>, en }
}

const LocaleContext = createContext<Locale>('zh-CN')

export function LocaleProvider({ locale, children }: { locale: Locale; children: ReactNode }) {
  return <LocaleContext value={locale}>{children}</LocaleContext>
}

/** The language of the moment. */
export function useLocale(): Locale {
  return useContext(LocaleContext)
}

/** The words of a page in the language of the moment. */
export function useTexts<T>(texts: Texts<T>): T {
  return useLocale() === 'en' ? texts.en : texts.zh
}

/** Picks the language of the moment out of a text the platform sent in both. */
export function usePick(): (text: { zh: string; en: string }) => string {
  const locale = useLocale()
  return (text) => (locale === 'en' ? text.en || text.zh : text.zh || text.en)
}
