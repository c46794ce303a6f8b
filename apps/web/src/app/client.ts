import { createClient } from '@civitas/sdk'
import { localeStore } from './locale.ts'
import { sessionStore, setSession } from './session.ts'

/** The one client of the platform this page uses. */
export const client = createClient({
  baseUrl: '',
  token: () => sessionStore.get()?.accessToken ?? null,
  locale: () => localeStore.get(),
  onUnauthenticated: () => {
    if (sessionStore.get()) setSession(null)
  },
})
