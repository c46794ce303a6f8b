import { Loading, ThemeRoot } from '@civitas/ui'

export function ScreenPage() {
  return (
    <ThemeRoot theme="light">
      <main>
        <Loading />
      </main>
    </ThemeRoot>
  )
}
