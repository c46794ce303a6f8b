import { EmptyState, ThemeRoot, useTexts } from '@civitas/ui'
import { Link } from 'react-router'
import { appTexts } from './app.texts.ts'

export function NotFoundPage() {
  const texts = useTexts(appTexts)
  return (
    <ThemeRoot theme="light">
      <main style={{ height: '100dvh' }}>
        <EmptyState title={texts.notFound} why={texts.notFoundWhy}>
          <Link to="/">{texts.home}</Link>
        </EmptyState>
      </main>
    </ThemeRoot>
  )
}
