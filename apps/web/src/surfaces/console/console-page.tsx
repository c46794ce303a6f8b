import { Loading, ThemeRoot } from '@civitas/ui'

export function ConsolePage() {
  return (
    <ThemeRoot theme="light">
      <main>
        <Loading />
      </main>
    </ThemeRoot>
  )
}
