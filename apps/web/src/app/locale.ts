import type { Locale } from '@civitas/ui'
import { createStore } from '../lib/store.ts'
import { keep, readKept } from './kept.ts'

const KEY = 'civitas.locale'

function readLocale(): Locale {
  return readKept(KEY) === 'en' ? 'en' : 'zh-CN'
}

/** The language of the product, kept on this device. */
export const localeStore = createStore<Locale>(readLocale())

export function setLocale(locale: Locale): void {
  keep(KEY, locale)
  document.documentElement.lang = locale
  localeStore.set(locale)
}
