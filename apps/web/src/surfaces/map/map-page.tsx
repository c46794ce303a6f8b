import { Loading, ThemeRoot } from '@civitas/ui'

export function MapPage() {
  return (
    <ThemeRoot theme="light">
      <main>
        <Loading />
      </main>
    </ThemeRoot>
  )
}
