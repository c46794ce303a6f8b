import '@civitas/ui/base.css'
import { applyTheme, LocaleProvider } from '@civitas/ui'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { useStore } from '../lib/store.ts'
import { localeStore, setLocale } from './locale.ts'
import { queryClient } from './query.ts'
import { keepTablesReachable } from './reachable-tables.ts'
import { Router } from './router.tsx'

applyTheme(window.location.pathname.startsWith('/screen') ? 'dark' : 'light')
setLocale(localeStore.get())
keepTablesReachable()

function App() {
  return (
    <LocaleProvider locale={useStore(localeStore)}>
      <QueryClientProvider client={queryClient}>
        <Router />
      </QueryClientProvider>
    </LocaleProvider>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
