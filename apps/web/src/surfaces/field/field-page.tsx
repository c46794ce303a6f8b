import { Loading, ThemeRoot } from '@civitas/ui'

export function FieldPage() {
  return (
    <ThemeRoot theme="light">
      <main>
        <Loading />
      </main>
    </ThemeRoot>
  )
}
