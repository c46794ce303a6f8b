import type { Locale } from '@civitas/ui'
import { createStore } from '../lib/store.ts'

const KEY = 'civitas.locale'

function readLocale(): Locale {
  return localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN'
}

/** The language of the product, kept on this device. */
export const localeStore = createStore<Locale>(readLocale())

export function setLocale(locale: Locale): void {
  localStorage.setItem(KEY, locale)
  document.documentElement.lang = locale
  localeStore.set(locale)
}
