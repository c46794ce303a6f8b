import { Button, ErrorState, useTexts } from '@civitas/ui'
import { Component, type ReactNode } from 'react'
import { appTexts } from './app.texts.ts'

/** Keeps a fault of one part from taking the page with it. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state: { error: Error | null } = { error: null }

  static getDerivedStateFromError(error: Error) {
    return { error }
  }

  override render() {
    return this.state.error ? <Crashed error={this.state.error} /> : this.props.children
  }
}

function Crashed({ error }: { error: Error }) {
  const texts = useTexts(appTexts)
  return (
    <ErrorState title={texts.crashed} detail={texts.crashedWhy}>
      <span className="code">{error.message}</span>
      <Button size="small" onClick={() => window.location.reload()}>
        {texts.reload}
      </Button>
    </ErrorState>
  )
}
