import '@civitas/ui/base.css'
import { getPlatformInfo } from '@civitas/sdk'
import { applyTheme, LocaleProvider } from '@civitas/ui'
import { QueryClientProvider } from '@tanstack/react-query'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { useStore } from '../lib/store.ts'
import { localeStore, setLocale } from './locale.ts'
import { queryClient, useRead } from './query.ts'
import { keepTablesReachable } from './reachable-tables.ts'
import { Router } from './router.tsx'
import { followSampleClock } from './sample-clock.ts'

applyTheme(window.location.pathname.startsWith('/screen') ? 'dark' : 'light')
setLocale(localeStore.get())
keepTablesReachable()

/** In a sample city the pages go by its clock, which somebody may have put forward. */
function CityClock() {
  const aheadMs = useRead(getPlatformInfo, {}, { staleMs: 300_000 }).data?.clockAheadMs
  useEffect(() => {
    if (aheadMs !== undefined) followSampleClock(aheadMs)
  }, [aheadMs])
  return null
}

function App() {
  return (
    <LocaleProvider locale={useStore(localeStore)}>
      <QueryClientProvider client={queryClient}>
        <CityClock />
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
